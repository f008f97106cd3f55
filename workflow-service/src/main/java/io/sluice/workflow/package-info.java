/** The workflow-service: agents that solve a task together, step by step, under a schedule that is learned. */
@NullMarked
package io.sluice.workflow;

import org.jspecify.annotations.NullMarked;
