package io.sluice.workflow.tool;

import tools.jackson.databind.node.ObjectNode;

/** A typed function. Thread-safe. */
public interface Tool {

    /** What another call of it, with the same arguments, would do. */
    enum Repeat {
        /** Nothing that matters: it only computes or reads. */
        HARMLESS,
        /** Nothing more, given the same {@link Call#idempotencyKey}. */
        WITH_KEY,
        /** Its effect again. */
        HARMFUL
    }

    /**
     * @param idempotencyKey the same for the same call, whatever the attempt
     * @param seconds        that are left for it, greater than 0
     */
    record Call(String idempotencyKey, double seconds) {
    }

    /** For models; the workflow's own words take its place where there are any. */
    String description();

    /** JSON Schema of an object. */
    ObjectNode parameters();

    Repeat repeat();

    /**
     * Blocks; heeds interruption.
     *
     * @param arguments valid by {@link #parameters}
     */
    ToolResult call(ObjectNode arguments, Call call) throws InterruptedException;
}
