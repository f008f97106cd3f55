/** The bandit against functions whose best list is known. */
@NullMarked
package io.sluice.workflow.strategy.ease;

import org.jspecify.annotations.NullMarked;
