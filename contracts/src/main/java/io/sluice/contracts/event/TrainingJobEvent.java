package io.sluice.contracts.event;

/** Somebody wants something of the trainers. */
public sealed interface TrainingJobEvent extends SluiceEvent permits TrainingRequested, TrainingCancelRequested {

    /** The job's identity. */
    @Override
    String aggregateId();

    @Override
    default String topic() {
        return Topics.TRAINING_JOBS;
    }
}
