/** Correlation ids and W3C trace context, from the client to the last record. */
@NullMarked
package io.sluice.platform.trace;

import org.jspecify.annotations.NullMarked;
