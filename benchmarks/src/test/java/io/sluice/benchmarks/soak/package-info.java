/** The soak's short form, and its arithmetic. */
@NullMarked
package io.sluice.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
