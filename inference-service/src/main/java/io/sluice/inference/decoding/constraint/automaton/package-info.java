/** Regular languages over code points and over bytes, with bounded work. */
@NullMarked
package io.sluice.inference.decoding.constraint.automaton;

import org.jspecify.annotations.NullMarked;
