/** Who vouches for an adapter. */
@NullMarked
package io.sluice.registry.signature;

import org.jspecify.annotations.NullMarked;
