/** Hashes of keys. */
@NullMarked
package io.sluice.platform.security;

import org.jspecify.annotations.NullMarked;
