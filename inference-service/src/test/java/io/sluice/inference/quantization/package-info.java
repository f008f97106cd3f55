/** Quantised folders: what they hold, that they load, what is refused. */
@NullMarked
package io.sluice.inference.quantization;

import org.jspecify.annotations.NullMarked;
