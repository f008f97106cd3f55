/** What the gateway asks of the inference-service, and the stream it gets back. */
@NullMarked
package io.sluice.contracts.generation;

import org.jspecify.annotations.NullMarked;
