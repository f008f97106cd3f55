/** What holds for every selector. */
@NullMarked
package io.sluice.selection.selector;

import org.jspecify.annotations.NullMarked;
