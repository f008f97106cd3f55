/** What runs, workflows and teams' budgets are, and what commands make of them: decided and folded without a clock or a broker. Pure. */
@NullMarked
package io.sluice.workflow.execution;

import org.jspecify.annotations.NullMarked;
