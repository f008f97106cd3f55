/** Adapters made for tests. */
@NullMarked
package io.sluice.registry.testing;

import org.jspecify.annotations.NullMarked;
