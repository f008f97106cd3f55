/** The guard against a real Redis. */
@NullMarked
package io.sluice.platform.redis;

import org.jspecify.annotations.NullMarked;
