/** Grammars in GBNF against brute force and random text. */
@NullMarked
package io.sluice.inference.decoding.constraint.gbnf;

import org.jspecify.annotations.NullMarked;
