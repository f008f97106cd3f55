/** Rows that say the same again, exactly or nearly, found in bounded memory with the help of files. */
@NullMarked
package io.sluice.selection.duplicate;

import org.jspecify.annotations.NullMarked;
