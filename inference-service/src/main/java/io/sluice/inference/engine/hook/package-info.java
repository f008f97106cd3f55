/** Where a method can look into one sequence's forward pass or into the weights, and change what it finds there. */
@NullMarked
package io.sluice.inference.engine.hook;

import org.jspecify.annotations.NullMarked;
