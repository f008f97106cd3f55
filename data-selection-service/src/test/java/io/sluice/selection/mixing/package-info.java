/** Checks plans and the rows that they make. */
@NullMarked
package io.sluice.selection.mixing;

import org.jspecify.annotations.NullMarked;
