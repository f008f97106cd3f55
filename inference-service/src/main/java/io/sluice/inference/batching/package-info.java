/** Many requests on few models: one engine thread, slots, ragged batches, KV caches that catch up, cancellation. */
@NullMarked
package io.sluice.inference.batching;

import org.jspecify.annotations.NullMarked;
