package io.sluice.contracts.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An adapter to be trained. Either {@code task} or {@code data} is there.
 *
 * @param id         identity, {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}: a job is done once, however often it is asked for
 * @param adapter    name under which the registry keeps the result, of the same form
 * @param base       name of the frozen model
 * @param baseDigest {@code ModelCard.digest} that it has to have; absent: whatever the worker's folder of that name holds
 * @param kind       as {@code AdapterKinds} names it
 * @param task       a skill that the trainer draws exercises of
 * @param data       examples of the caller's
 * @param seed       of data, start and order: with the rest of the job it makes the same adapter again
 * @param settings   of the kind and of the run, by the names of the trainer's options ({@code rank}, {@code rate},
 *                   {@code replay} …); what is absent is as the trainer sees fit
 * @param tags       go into the manifest, at most 16
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingJob(
        String id,
        String adapter,
        String base,
        @Nullable String baseDigest,
        String kind,
        @Nullable String task,
        @Nullable DataReference data,
        long seed,
        Budget budget,
        Map<String, String> settings,
        List<String> tags) {

    /**
     * @param file   in the worker's folder of data, JSON lines of prompt, completion and answer
     * @param digest SHA-256 of the file, hex; absent: whatever it holds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DataReference(String file, @Nullable String digest) {
    }

    /**
     * @param steps         optimiser steps
     * @param cpuSecondsMax of training; a run that takes more fails. Absent: the worker's own limit
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Budget(int steps, @Nullable Double cpuSecondsMax) {
    }
}
