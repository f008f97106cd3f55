/** Verdicts. */
@NullMarked
package io.sluice.workflow.verification;

import org.jspecify.annotations.NullMarked;
