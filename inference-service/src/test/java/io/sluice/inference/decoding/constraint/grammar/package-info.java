/** Masks against brute force. */
@NullMarked
package io.sluice.inference.decoding.constraint.grammar;

import org.jspecify.annotations.NullMarked;
