/** The trainer as a worker: one job after another, from the topic to the registry. */
@NullMarked
package io.sluice.trainer.worker;

import org.jspecify.annotations.NullMarked;
