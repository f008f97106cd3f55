package io.sluice.contracts.event;

/**
 * Something that happened. On Kafka an event is a CloudEvent in binary mode: the record's value is this object's JSON,
 * {@code ce_type} is {@link #type()}, the record key and {@code ce_subject} are {@link #aggregateId()}, and
 * {@code traceparent} travels as a header. Readers ignore unknown fields and count unknown types.
 */
public sealed interface SluiceEvent
        permits RouteDecided, InferenceCompleted, FeedbackGiven, CalibrationPublished, AdapterLifecycleEvent, AdapterResidencyEvent,
        TrainingJobEvent, TrainingProgressEvent, SelectionEvent, SelectionStepRequested, PipelineEvent, ComparisonEvent,
        WorkflowMessage {

    /** Identity of what the event is about: the record key, so that one aggregate's events stay in order. */
    String aggregateId();

    /** Stable type with its version, e.g. {@code io.sluice.route.decided.v1}. */
    String type();

    /** The topic of {@link Topics} that holds it. */
    String topic();
}
