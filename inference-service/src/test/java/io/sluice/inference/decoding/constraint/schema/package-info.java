/** JSON Schema against an independent validator. */
@NullMarked
package io.sluice.inference.decoding.constraint.schema;

import org.jspecify.annotations.NullMarked;
