package io.sluice.selection.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.TrainingCancelRequested;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.platform.event.EventReader;
import io.sluice.selection.training.TrainingBoard;
import io.sluice.selection.training.Trainings;
import java.time.Clock;

/** The trainers' topics: what was asked for and what they tell, and asking. */
public final class TrainingLog implements Trainings, AutoCloseable {

    private final EventPublisher publisher;
    private final Clock clock;
    private final TrainingBoard board = new TrainingBoard();
    private final EventReader jobs;
    private final EventReader progress;

    public TrainingLog(EventCodec codec, EventPublisher publisher, String bootstrapServers, Clock clock, MeterRegistry meters) {
        this.publisher = publisher;
        this.clock = clock;
        this.jobs = new EventReader(Topics.TRAINING_JOBS, codec, bootstrapServers, board::hear, meters);
        this.progress = new EventReader(Topics.TRAINING_PROGRESS, codec, bootstrapServers, board::hear, meters);
    }

    @Override
    public Progress find(String job) {
        return board.find(job);
    }

    @Override
    public boolean heardAll() {
        return jobs.caughtUp() && progress.caughtUp();
    }

    @Override
    public void ask(TrainingJob job, String actor) {
        TrainingRequested request = new TrainingRequested(job, actor, clock.instant());
        publisher.publishDurably(request, null).join();
        // The topic brings it back, but whoever looks next may be sooner.
        board.hear(request);
    }

    @Override
    public void cancel(String job, String actor) {
        publisher.publishDurably(new TrainingCancelRequested(job, actor, clock.instant()), null).join();
    }

    @Override
    public void close() {
        jobs.close();
        progress.close();
    }
}
