/** Signatures that hold and signatures that don't. */
@NullMarked
package io.sluice.registry.signature;

import org.jspecify.annotations.NullMarked;
