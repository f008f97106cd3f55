/** Agents without language models: they succeed with set chances, so that schedulers can be compared in seconds. */
@NullMarked
package io.sluice.benchmarks.workflow.scripted;

import org.jspecify.annotations.NullMarked;
