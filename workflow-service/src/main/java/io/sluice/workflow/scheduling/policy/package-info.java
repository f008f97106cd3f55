/** The schedulers, by name. Pure and seeded. */
@NullMarked
package io.sluice.workflow.scheduling.policy;

import org.jspecify.annotations.NullMarked;
