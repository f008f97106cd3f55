/** One adapter that learns a stream of tasks, and how much of the earlier ones it forgets. */
@NullMarked
package io.sluice.trainer.continual;

import org.jspecify.annotations.NullMarked;
