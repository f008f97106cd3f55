/** The workflow benchmark's models, asked as agents ask them. */
@NullMarked
package io.sluice.benchmarks.workflow.desk;

import org.jspecify.annotations.NullMarked;
