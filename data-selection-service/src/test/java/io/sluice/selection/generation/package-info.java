/** Checks what is generated against its request, and that nothing wrong gets out. */
@NullMarked
package io.sluice.selection.generation;

import org.jspecify.annotations.NullMarked;
