/** A real Redis as a child process. */
@NullMarked
package io.sluice.standalone.redis;

import org.jspecify.annotations.NullMarked;
