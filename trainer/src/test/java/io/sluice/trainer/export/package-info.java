/** Checks that written folders read back as they were. */
@NullMarked
package io.sluice.trainer.export;

import org.jspecify.annotations.NullMarked;
