/** Redis as a fast copy that may vanish. */
@NullMarked
package io.sluice.platform.redis;

import org.jspecify.annotations.NullMarked;
