/** When more work does not pay: the rules that are asked after each step, and what a run saved by them. Pure. */
@NullMarked
package io.sluice.workflow.scheduling.stopping;

import org.jspecify.annotations.NullMarked;
