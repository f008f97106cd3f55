/** Constraints from end to end, against independent judges. */
@NullMarked
package io.sluice.inference.decoding.constraint;

import org.jspecify.annotations.NullMarked;
