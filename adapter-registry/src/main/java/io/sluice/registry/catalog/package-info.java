/** The state of all adapters as a fold of events, and what a command may change about it; pure. */
@NullMarked
package io.sluice.registry.catalog;

import org.jspecify.annotations.NullMarked;
