/** Who goes next, and when to stop: schedulers, what they learn from, and how they are judged. Pure and seeded. */
@NullMarked
package io.sluice.workflow.scheduling;

import org.jspecify.annotations.NullMarked;
