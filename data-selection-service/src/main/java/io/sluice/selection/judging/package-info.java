/** Whether a candidate answers better than what is there, decided from answers to the same questions; pure. */
@NullMarked
package io.sluice.selection.judging;

import org.jspecify.annotations.NullMarked;
