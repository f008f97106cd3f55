/** From logits to text: who writes a token, how it is drawn, and when its text is final. Values in, values out. */
@NullMarked
package io.sluice.inference.decoding;

import org.jspecify.annotations.NullMarked;
