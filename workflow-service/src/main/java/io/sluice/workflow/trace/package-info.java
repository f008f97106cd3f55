/** What spans tell of steps, models and tools. */
@NullMarked
package io.sluice.workflow.trace;

import org.jspecify.annotations.NullMarked;
