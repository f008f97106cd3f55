/** What selectors of training data find in a mixed pool, at which cost, and what a model learns from their choices. */
@NullMarked
package io.sluice.benchmarks.selection;

import org.jspecify.annotations.NullMarked;
