/** What every selector is held against: chance, and everything. Pure. */
@NullMarked
package io.sluice.selection.selector.baseline;

import org.jspecify.annotations.NullMarked;
