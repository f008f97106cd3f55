/** Workflows as they travel: decisions, what steps used, what came of them. */
@NullMarked
package io.sluice.contracts.workflow;

import org.jspecify.annotations.NullMarked;
