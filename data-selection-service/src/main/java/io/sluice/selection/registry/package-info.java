/** The adapter registry, over its REST API. */
@NullMarked
package io.sluice.selection.registry;

import org.jspecify.annotations.NullMarked;
