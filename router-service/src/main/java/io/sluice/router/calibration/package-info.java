/** Thresholds with a quality floor: exact tests on paired labels, and the fit of the probe. Pure. */
@NullMarked
package io.sluice.router.calibration;

import org.jspecify.annotations.NullMarked;
