/** Tests of asking an inference-service. */
@NullMarked
package io.sluice.selection.inference;

import org.jspecify.annotations.NullMarked;
