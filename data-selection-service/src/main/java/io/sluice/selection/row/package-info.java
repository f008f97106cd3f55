/** One example of a data set: its forms, the text that it is scored by, and what makes a row unreadable. Pure. */
@NullMarked
package io.sluice.selection.row;

import org.jspecify.annotations.NullMarked;
