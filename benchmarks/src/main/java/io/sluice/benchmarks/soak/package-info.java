/** Hours in minutes: everything at once against one service, and whether it is afterwards what it was before. */
@NullMarked
package io.sluice.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
