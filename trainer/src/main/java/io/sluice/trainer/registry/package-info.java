/** The adapter registry, over its REST API. */
@NullMarked
package io.sluice.trainer.registry;

import org.jspecify.annotations.NullMarked;
