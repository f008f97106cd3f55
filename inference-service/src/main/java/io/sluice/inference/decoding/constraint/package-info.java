/** What an answer may look like (JSON Schema, regular expression, grammar, tool calls), kept token by token; pure. */
@NullMarked
package io.sluice.inference.decoding.constraint;

import org.jspecify.annotations.NullMarked;
