/** What is wrong with a request, by the name of the field. Pure. */
@NullMarked
package io.sluice.selection.field;

import org.jspecify.annotations.NullMarked;
