/** Several selectors on one pool as the fold of a comparison's facts, what is next for each run, and what all of them come to; pure. */
@NullMarked
package io.sluice.selection.comparison;

import org.jspecify.annotations.NullMarked;
