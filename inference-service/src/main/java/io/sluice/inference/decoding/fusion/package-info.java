/** Next-token distributions made of several models' logits: formulas, without models. */
@NullMarked
package io.sluice.inference.decoding.fusion;

import org.jspecify.annotations.NullMarked;
