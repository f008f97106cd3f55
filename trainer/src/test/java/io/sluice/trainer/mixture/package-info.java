/** Tests of mixtures. */
@NullMarked
package io.sluice.trainer.mixture;

import org.jspecify.annotations.NullMarked;
