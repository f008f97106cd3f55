/** Adapters: what one is, the state of its life cycle, and which workers hold it. */
@NullMarked
package io.sluice.contracts.adapter;

import org.jspecify.annotations.NullMarked;
