/** The adapter-registry: adapters people can trust, and where each of them stands. */
@NullMarked
package io.sluice.registry;

import org.jspecify.annotations.NullMarked;
