/** Fetches the files of adapters from the adapter-registry, by their digests and outside of any request. */
@NullMarked
package io.sluice.inference.registry;

import org.jspecify.annotations.NullMarked;
