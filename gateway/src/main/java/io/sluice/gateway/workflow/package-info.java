/** Workflows, their runs and budgets: the workflow-service's own API, for whoever has a key. */
@NullMarked
package io.sluice.gateway.workflow;

import org.jspecify.annotations.NullMarked;
