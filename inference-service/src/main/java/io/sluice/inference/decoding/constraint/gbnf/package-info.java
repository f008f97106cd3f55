/** The GBNF notation of llama.cpp for grammars. */
@NullMarked
package io.sluice.inference.decoding.constraint.gbnf;

import org.jspecify.annotations.NullMarked;
