/** What tools promise. */
@NullMarked
package io.sluice.workflow.tool;

import org.jspecify.annotations.NullMarked;
