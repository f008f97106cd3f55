package io.sluice.contracts.training;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
     * Examples as JSON lines, in one of the forms that the data-selection-service knows: prompt and completion (perhaps with an
     * answer), instruction and output, messages, or text alone, which is learned after an empty prompt.
     *
     * @param file    in the worker's folder of data; where it isn't, but is named with its digest, it is fetched from the
     *                data-selection-service
     * @param digest  SHA-256 of the file, hex; absent: whatever it holds
     * @param source  what the manifest shall call it, such as a selection job; absent: its name
     * @param parents digests of what it was selected from, for the manifest; absent: none are known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DataReference(String file, @Nullable String digest, @Nullable String source, @Nullable List<String> parents) {

        /** Digits of a digest in the name of its file. */
        private static final int NAMED = 16;

        /** A file of which no more is known. */
        public DataReference(String file, @Nullable String digest) {
            this(file, digest, null, null);
        }

        /** A data set of the data-selection-service, all rows of which are learned from: whoever chose them tests elsewhere. */
        public static DataReference dataSet(String digest, @Nullable String source, List<String> parents) {
            return new DataReference(file(digest), digest, source, List.copyOf(parents));
        }

        private static String file(String digest) {
            return "rows-" + digest.substring(0, NAMED) + ".jsonl";
        }

        /** Whether it is a data set, which its file's name tells. */
        @JsonIgnore
        public boolean isDataSet() {
            return digest != null && digest.matches("[0-9a-f]{64}") && file(digest).equals(file);
        }
    }

    /**
     * @param steps         optimiser steps
     * @param cpuSecondsMax of training; a run that takes more fails. Absent: the worker's own limit
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Budget(int steps, @Nullable Double cpuSecondsMax) {
    }
}
