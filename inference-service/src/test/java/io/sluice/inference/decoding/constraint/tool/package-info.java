/** Calls of tools written under their grammar and read back. */
@NullMarked
package io.sluice.inference.decoding.constraint.tool;

import org.jspecify.annotations.NullMarked;
