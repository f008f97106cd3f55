/** Pipelines folded from facts in any order, by any number of replicas. */
@NullMarked
package io.sluice.selection.pipeline;

import org.jspecify.annotations.NullMarked;
