/** Tests of {@code job}. */
@NullMarked
package io.sluice.trainer.job;

import org.jspecify.annotations.NullMarked;
