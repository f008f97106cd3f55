/** Formulas over logits against double precision. */
@NullMarked
package io.sluice.inference.decoding.fusion;

import org.jspecify.annotations.NullMarked;
