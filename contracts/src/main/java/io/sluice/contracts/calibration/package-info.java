/** Fitting thresholds to a quality floor on labelled prompts. */
@NullMarked
package io.sluice.contracts.calibration;

import org.jspecify.annotations.NullMarked;
