/** Says of an answer whether it is right, as the workflow defines it. Pure. */
@NullMarked
package io.sluice.workflow.verification;

import org.jspecify.annotations.NullMarked;
