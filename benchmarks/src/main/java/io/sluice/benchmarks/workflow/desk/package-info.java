/** The shipped models and their role adapters in this process, as an upstream that a workflow's agents call. */
@NullMarked
package io.sluice.benchmarks.workflow.desk;

import org.jspecify.annotations.NullMarked;
