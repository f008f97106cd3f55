/** Chances and bounds that selectors, judgements and comparisons need; pure. */
@NullMarked
package io.sluice.selection.statistics;

import org.jspecify.annotations.NullMarked;
