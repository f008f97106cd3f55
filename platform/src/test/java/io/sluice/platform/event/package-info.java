/** Events against a real broker. */
@NullMarked
package io.sluice.platform.event;

import org.jspecify.annotations.NullMarked;
