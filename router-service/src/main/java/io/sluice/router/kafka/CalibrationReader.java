package io.sluice.router.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import io.sluice.router.routing.CalibrationsInForce;

/** Rebuilds the calibrations from their compacted topic and follows it: every replica routes by the same ones. */
public final class CalibrationReader implements AutoCloseable {

    private final CalibrationsInForce calibrations;
    private final EventReader reader;

    public CalibrationReader(CalibrationsInForce calibrations, EventCodec codec, String bootstrapServers, MeterRegistry meters) {
        this.calibrations = calibrations;
        this.reader = new EventReader(Topics.ROUTE_CALIBRATIONS, codec, bootstrapServers, this::apply, meters);
        meters.gauge("sluice.router.calibrations.caughtup", reader, each -> each.caughtUp() ? 1 : 0);
    }

    private void apply(SluiceEvent event) {
        if (event instanceof CalibrationPublished calibration) {
            calibrations.apply(calibration);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
