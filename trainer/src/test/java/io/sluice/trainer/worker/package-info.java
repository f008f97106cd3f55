/** Tests of {@code worker}. */
@NullMarked
package io.sluice.trainer.worker;

import org.jspecify.annotations.NullMarked;
