/** The statistics against published and recomputed vectors, and against simulation. */
@NullMarked
package io.sluice.router.calibration;

import org.jspecify.annotations.NullMarked;
