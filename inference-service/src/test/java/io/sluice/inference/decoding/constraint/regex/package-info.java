/** Patterns against the JDK's own matcher. */
@NullMarked
package io.sluice.inference.decoding.constraint.regex;

import org.jspecify.annotations.NullMarked;
