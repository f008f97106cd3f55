/** Doing what a pipeline says is next: what it asks of the registry, of trainers and of models stands behind interfaces. */
@NullMarked
package io.sluice.selection.promotion;

import org.jspecify.annotations.NullMarked;
