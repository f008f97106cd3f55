/** Checks templates against independent oracles, the splits and the grader. */
@NullMarked
package io.sluice.tasks;

import org.jspecify.annotations.NullMarked;
