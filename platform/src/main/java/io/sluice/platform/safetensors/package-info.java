/** Files of tensors, checked before anything trusts them. */
@NullMarked
package io.sluice.platform.safetensors;

import org.jspecify.annotations.NullMarked;
