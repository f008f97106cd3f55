/** Checks of the stream's figures and of LAE's invariants. */
@NullMarked
package io.sluice.trainer.continual;

import org.jspecify.annotations.NullMarked;
