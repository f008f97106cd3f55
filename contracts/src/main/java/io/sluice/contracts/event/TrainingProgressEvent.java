package io.sluice.contracts.event;

import java.time.Instant;

/**
 * A trainer came further with a job. Completed, rejected, failed and cancelled are ends: nothing new follows, though an end
 * may be told again after a trainer was killed.
 */
public sealed interface TrainingProgressEvent extends SluiceEvent
        permits TrainingStarted, TrainingProgressed, TrainingCompleted, TrainingRejected, TrainingFailed, TrainingCancelled {

    String job();

    /** Which trainer. */
    String worker();

    Instant at();

    @Override
    default String aggregateId() {
        return job();
    }

    @Override
    default String topic() {
        return Topics.TRAINING_PROGRESS;
    }
}
