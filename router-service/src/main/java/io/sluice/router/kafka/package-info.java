/** Calibrations from their topic into force. */
@NullMarked
package io.sluice.router.kafka;

import org.jspecify.annotations.NullMarked;
