/** Comparisons done from beginning to end against trainers, a registry and models that are memory alone. */
@NullMarked
package io.sluice.selection.trial;

import org.jspecify.annotations.NullMarked;
