/** Compressed lengths against other ways of getting them. */
@NullMarked
package io.sluice.selection.selector.compression;

import org.jspecify.annotations.NullMarked;
