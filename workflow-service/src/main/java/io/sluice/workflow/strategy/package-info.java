/** How a prompt becomes an answer: in one call of a model, or in several that vote, race, repair or revise. Pure and seeded. */
@NullMarked
package io.sluice.workflow.strategy;

import org.jspecify.annotations.NullMarked;
