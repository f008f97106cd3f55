/** The part of ECMA-262 regular expressions that an automaton can hold exactly. */
@NullMarked
package io.sluice.inference.decoding.constraint.regex;

import org.jspecify.annotations.NullMarked;
