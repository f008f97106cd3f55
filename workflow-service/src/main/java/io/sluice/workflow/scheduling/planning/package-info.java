/** What a choice is worth: estimates that back off, value iteration over them, what to prune and what a budget costs. Pure. */
@NullMarked
package io.sluice.workflow.scheduling.planning;

import org.jspecify.annotations.NullMarked;
