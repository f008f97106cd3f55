/** Runs a calibration: answers, grades, certifies, publishes. */
@NullMarked
package io.sluice.router.calibration.job;

import org.jspecify.annotations.NullMarked;
