package io.sluice.selection.training;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;

/** Brings what the topics tell of trainings to a board. */
public final class TrainingFeed implements AutoCloseable {

    private final EventReader jobs;
    private final EventReader progress;

    public TrainingFeed(TrainingBoard board, EventCodec codec, String bootstrapServers, MeterRegistry meters) {
        this.jobs = new EventReader(Topics.TRAINING_JOBS, codec, bootstrapServers, board::hear, meters);
        this.progress = new EventReader(Topics.TRAINING_PROGRESS, codec, bootstrapServers, board::hear, meters);
    }

    /** Whether all that the topics held at the beginning was heard. */
    public boolean caughtUp() {
        return jobs.caughtUp() && progress.caughtUp();
    }

    @Override
    public void close() {
        jobs.close();
        progress.close();
    }
}
