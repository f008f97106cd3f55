/** Calls of tools as text: the grammar that the model writes in and the reader that takes it apart. */
@NullMarked
package io.sluice.inference.decoding.constraint.tool;

import org.jspecify.annotations.NullMarked;
