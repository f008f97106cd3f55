/** Models of an inference-service that say how likely rows are, asked over HTTP. */
@NullMarked
package io.sluice.selection.inference;

import org.jspecify.annotations.NullMarked;
