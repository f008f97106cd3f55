/** Runs and budgets decided by hand, by worked examples and by chance. */
@NullMarked
package io.sluice.workflow.execution;

import org.jspecify.annotations.NullMarked;
