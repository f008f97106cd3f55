/** Selections of one pool side by side; pure. */
@NullMarked
package io.sluice.selection.comparison;

import org.jspecify.annotations.NullMarked;
