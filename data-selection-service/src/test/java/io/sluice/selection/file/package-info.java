/** A disk for tests, which is full when they want it to be. */
@NullMarked
package io.sluice.selection.file;

import org.jspecify.annotations.NullMarked;
