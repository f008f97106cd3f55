/** What runs have taught: sums that add up in any order, and the learner that makes them of episodes. Pure. */
@NullMarked
package io.sluice.workflow.scheduling.value;

import org.jspecify.annotations.NullMarked;
