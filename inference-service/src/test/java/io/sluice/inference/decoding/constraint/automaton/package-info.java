/** Automata against brute force. */
@NullMarked
package io.sluice.inference.decoding.constraint.automaton;

import org.jspecify.annotations.NullMarked;
