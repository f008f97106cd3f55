/** A neural bandit over ordered lists of exemplars: what a list is worth is learned, and where little is known is tried. Pure and seeded. */
@NullMarked
package io.sluice.workflow.strategy.ease;

import org.jspecify.annotations.NullMarked;
