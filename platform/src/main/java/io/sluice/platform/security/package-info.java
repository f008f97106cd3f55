/** API keys by their hashes. */
@NullMarked
package io.sluice.platform.security;

import org.jspecify.annotations.NullMarked;
