/** What a scheduler would have earned on runs that another one made, and whether it may replace that one. Pure. */
@NullMarked
package io.sluice.workflow.scheduling.evaluation;

import org.jspecify.annotations.NullMarked;
