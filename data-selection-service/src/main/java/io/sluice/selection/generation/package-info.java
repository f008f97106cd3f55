/** Makes rows from templates whose answers are worked out and then checked in another way. Pure. */
@NullMarked
package io.sluice.selection.generation;

import org.jspecify.annotations.NullMarked;
