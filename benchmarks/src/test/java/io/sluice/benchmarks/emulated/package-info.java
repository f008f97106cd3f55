/** Styles, and the writer of answers. */
@NullMarked
package io.sluice.benchmarks.emulated;

import org.jspecify.annotations.NullMarked;
