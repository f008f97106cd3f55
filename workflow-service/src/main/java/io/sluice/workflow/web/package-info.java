/** The API of workflows, runs and budgets, for the gateway. */
@NullMarked
package io.sluice.workflow.web;

import org.jspecify.annotations.NullMarked;
