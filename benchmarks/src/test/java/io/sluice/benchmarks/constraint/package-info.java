/** That the measurement reads what it writes. */
@NullMarked
package io.sluice.benchmarks.constraint;

import org.jspecify.annotations.NullMarked;
