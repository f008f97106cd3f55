/** Request ids and trace context. */
@NullMarked
package io.sluice.platform.trace;

import org.jspecify.annotations.NullMarked;
