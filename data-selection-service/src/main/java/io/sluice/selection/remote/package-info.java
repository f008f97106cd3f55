/** {@code ./sluice improve} and {@code ./sluice compare}: pipelines and comparisons begun and followed from the command line. */
@NullMarked
package io.sluice.selection.remote;

import org.jspecify.annotations.NullMarked;
