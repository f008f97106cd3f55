package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a pipeline does, in this order. */
public enum PipelineStep {
    /** Held-out questions are held against pool and target: none may be in either. */
    @JsonProperty("check") CHECK,
    /** Rows are chosen by a selection job. */
    @JsonProperty("select") SELECT,
    /** An adapter is trained on them by a training job, and the registry gets it. */
    @JsonProperty("train") TRAIN,
    /** The adapter and what is there answer the held-out questions. */
    @JsonProperty("judge") JUDGE,
    /** The adapter answers a share of its requests, watched by the registry. */
    @JsonProperty("canary") CANARY,
    /** The adapter becomes what answers. */
    @JsonProperty("promote") PROMOTE
}
