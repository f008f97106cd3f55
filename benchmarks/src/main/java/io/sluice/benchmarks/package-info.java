/** The command {@code ./sluice bench}: measurements side by side, each with the command that repeats it. */
@NullMarked
package io.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
