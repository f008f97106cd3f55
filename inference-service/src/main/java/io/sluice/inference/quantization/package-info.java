/** Turns a model folder into one with quantised weights, and says what that cost in precision. */
@NullMarked
package io.sluice.inference.quantization;

import org.jspecify.annotations.NullMarked;
