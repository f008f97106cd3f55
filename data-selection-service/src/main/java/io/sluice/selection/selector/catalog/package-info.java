/** Every selector by its name. Pure. */
@NullMarked
package io.sluice.selection.selector.catalog;

import org.jspecify.annotations.NullMarked;
