/** Context-free grammars over terminals, and the sets of stacks that a text leaves open. */
@NullMarked
package io.sluice.inference.decoding.constraint.grammar;

import org.jspecify.annotations.NullMarked;
