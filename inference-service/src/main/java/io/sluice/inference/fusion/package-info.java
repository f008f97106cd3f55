/** A served model that is several: they read the same sequences in lock step, and their logits become one. */
@NullMarked
package io.sluice.inference.fusion;

import org.jspecify.annotations.NullMarked;
