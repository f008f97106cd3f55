/** Pipelines done from beginning to end against a registry, trainers and models that are memory alone. */
@NullMarked
package io.sluice.selection.promotion;

import org.jspecify.annotations.NullMarked;
