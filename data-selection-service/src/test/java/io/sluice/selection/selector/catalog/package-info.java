/** That the catalogue is what it says. */
@NullMarked
package io.sluice.selection.selector.catalog;

import org.jspecify.annotations.NullMarked;
