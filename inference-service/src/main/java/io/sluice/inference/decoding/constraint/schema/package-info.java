/** JSON Schema, exactly or not at all, as a grammar. */
@NullMarked
package io.sluice.inference.decoding.constraint.schema;

import org.jspecify.annotations.NullMarked;
