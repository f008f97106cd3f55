/** Puts mistakes into worked solutions: beside the work (static) or into it, so that later steps go on from them (dynamic). Pure but for files. */
@NullMarked
package io.sluice.selection.noise;

import org.jspecify.annotations.NullMarked;
