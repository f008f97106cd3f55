/** Tests of what is in this package, with worked numbers and seeded worlds. */
@NullMarked
package io.sluice.workflow.scheduling.evaluation;

import org.jspecify.annotations.NullMarked;
