/** What one step of a run is asked, and what came of it. */
@NullMarked
package io.sluice.workflow.step;

import org.jspecify.annotations.NullMarked;
