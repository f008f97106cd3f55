package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Select rows, train an adapter on them, judge it, and let it answer if it is better. What is absent in JSON has its usual value;
 * what does not fit is told by {@link #problems}, and nothing here throws, so that a record of a topic can always be read.
 *
 * @param adapter   under which the registry keeps the result
 * @param selection which rows to learn from
 */
public record PipelineRequest(String adapter, SelectionRequest selection, Training training, Judging judging, Canary canary) {

    /**
     * How to learn from them.
     *
     * @param base          the model that is adapted, and the incumbent while no version of the adapter is active
     * @param kind          as {@code AdapterKinds} names it; usually {@code lora}
     * @param steps         of the optimiser, usually 600
     * @param cpuSecondsMax a training that takes more fails; absent: the trainer's own limit
     * @param seed          usually 1
     * @param settings      by the names of the trainer's options
     * @param tags          of the manifest
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Training(
            String base,
            String kind,
            Integer steps,
            @JsonProperty("cpu_seconds_max") @Nullable Double cpuSecondsMax,
            Long seed,
            Map<String, String> settings,
            List<String> tags) {

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Training {
            base = base == null ? "" : base;
            kind = kind == null ? "lora" : kind;
            steps = steps == null ? 600 : steps;
            seed = seed == null ? 1 : seed;
            settings = settings == null ? Map.of() : SelectionRequest.texts(settings);
            tags = tags == null ? List.of() : tags.stream().map(tag -> tag == null ? "" : tag).toList();
        }

        /** With what is usual for a base. */
        public static Training usual(String base, int steps) {
            return new Training(base, "lora", steps, null, 1L, Map.of(), List.of());
        }
    }

    /**
     * When it is better.
     *
     * @param heldOut     data set of questions of the target's kind, prompts with the response that is right; in neither pool nor target
     * @param others      data set of questions of other kinds, which the adapter must not do worse on than {@code tolerance}; absent: nobody asks
     * @param confidence  that it is better, and no worse elsewhere, before it may answer; usually 0.95
     * @param minimumGain accuracy on the held-out questions that it has to gain more than; usually 0
     * @param tolerance   accuracy on the others that it may lose; usually 0.05
     * @param itemsMax    questions asked of each set, drawn by the selection's seed where there are more; usually 400
     * @param match       when a response is right; usually {@code exact}
     * @param tokensMax   of a response, usually 128
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Judging(
            @JsonProperty("held_out") String heldOut,
            @Nullable String others,
            Double confidence,
            @JsonProperty("minimum_gain") Double minimumGain,
            Double tolerance,
            @JsonProperty("items_max") Integer itemsMax,
            Match match,
            @JsonProperty("tokens_max") Integer tokensMax) {

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Judging {
            heldOut = heldOut == null ? "" : heldOut;
            confidence = confidence == null ? 0.95 : confidence;
            minimumGain = minimumGain == null ? 0 : minimumGain;
            tolerance = tolerance == null ? 0.05 : tolerance;
            itemsMax = itemsMax == null ? 400 : itemsMax;
            match = match == null ? Match.EXACT : match;
            tokensMax = tokensMax == null ? 128 : tokensMax;
        }

        /** By the usual rule. */
        public static Judging usual(String heldOut, @Nullable String others) {
            return new Judging(heldOut, others, 0.95, 0.0, 0.05, 400, Match.EXACT, 128);
        }
    }

    /** When a response counts as right. */
    public enum Match {
        /** It is what was expected but for Unicode composition and white space. */
        @JsonProperty("exact") EXACT,
        /** The same for what follows the last {@code ####} of each, so that worked steps don't count. */
        @JsonProperty("answer") ANSWER
    }

    /**
     * How it is tried before it answers everybody.
     *
     * @param percent    of requests that name no version, usually 10; 0: no canary
     * @param seconds    that it has to last at least, usually 300
     * @param requests   that it has to have answered at least, usually 0
     * @param secondsMax after which too few requests reject it, usually a day
     */
    public record Canary(Double percent, Long seconds, Long requests, @JsonProperty("seconds_max") Long secondsMax) {

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Canary {
            percent = percent == null ? 10 : percent;
            seconds = seconds == null ? 300 : seconds;
            requests = requests == null ? 0 : requests;
            secondsMax = secondsMax == null ? Math.max(86_400, seconds) : secondsMax;
        }

        public static final Canary USUAL = new Canary(10.0, 300L, 0L, 86_400L);
    }

    @SuppressWarnings("ConstantValue") // absent in JSON
    public PipelineRequest {
        adapter = adapter == null ? "" : adapter;
        selection = selection == null ? SelectionRequest.NOTHING : selection;
        training = training == null ? Training.usual("", 600) : training;
        judging = judging == null ? Judging.usual("", null) : judging;
        canary = canary == null ? Canary.USUAL : canary;
    }

    /** The same for data sets by their digests. */
    public PipelineRequest of(SelectionRequest found, String heldOut, @Nullable String others) {
        return new PipelineRequest(adapter, found, training, new Judging(heldOut, others, judging.confidence(), judging.minimumGain(),
                judging.tolerance(), judging.itemsMax(), judging.match(), judging.tokensMax()), canary);
    }

    /** All that does not fit whatever the data sets, the selector and the models; empty where nothing is wrong. */
    public List<Problem> problems() {
        return PipelineCheck.of(this);
    }
}
