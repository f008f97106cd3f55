/** Verdicts, held against every outcome that there can be. */
@NullMarked
package io.sluice.selection.judging;

import org.jspecify.annotations.NullMarked;
