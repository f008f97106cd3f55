/** What a row says and what makes one unreadable. */
@NullMarked
package io.sluice.selection.row;

import org.jspecify.annotations.NullMarked;
