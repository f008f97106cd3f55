/** What adapters cost: requests with different ones in one batch, beside the bare model. */
@NullMarked
package io.sluice.benchmarks.adapter;

import org.jspecify.annotations.NullMarked;
