/** How tasks are told apart: by rules, or by likeness to tasks seen before. Pure. */
@NullMarked
package io.sluice.workflow.scheduling.taskclass;

import org.jspecify.annotations.NullMarked;
