/** Holds noise against its equations, worked out in another way. */
@NullMarked
package io.sluice.selection.noise;

import org.jspecify.annotations.NullMarked;
