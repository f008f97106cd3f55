/** Tests of what is in this package, with worked numbers and seeded worlds. */
@NullMarked
package io.sluice.workflow.scheduling.value;

import org.jspecify.annotations.NullMarked;
