package io.sluice.benchmarks.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was measured, for people and programs. Rates are tokens of answers, times milliseconds. */
public record ServingResult(String machine, int prompt, int answer, int slots, List<Model> models) {

    /** @param llamaCpp the same weights in llama.cpp's slots, without a server around them; absent: not measured */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Model(String model, List<Level> levels, @Nullable Level openLoop, Eight eight, LongPrompt longPrompt, SharedPrefix sharedPrefix,
            @Nullable List<Slots> llamaCpp) {
    }

    /**
     * A level of load.
     *
     * @param inFlight   requests on their way: all the time, or on average in the open loop
     * @param cores      that the service used
     * @param firstToken from when a request was due, or sent
     * @param token      between tokens, of each request
     */
    public record Level(double inFlight, double requestsPerSecond, double tokensPerSecond, double tokensPerCpuSecond, double cores,
            Quantiles firstToken, Quantiles token) {

        static Level of(double inFlight, LoadRun run) {
            return new Level(inFlight, run.samples().size() / run.seconds(), run.tokensPerSecond(), run.tokensPerCpuSecond(),
                    run.cpuSeconds() / run.seconds(), run.first(), run.token());
        }
    }

    /** Eight requests in a row and the same eight together: medians over the rounds. */
    public record Eight(double inARowPerSecond, double togetherPerSecond, double ratio, double cpuRatio, double target, boolean met) {
    }

    /**
     * A short request that comes while a long prompt is read.
     *
     * @param boundMillis two of the slowest of the passes that the service tells of
     */
    public record LongPrompt(int tokens, double aloneMillis, double shortAloneMillis, double shortDuringMillis, double longDuringMillis,
            double boundMillis) {
    }

    /**
     * Eight requests at once, with 400 tokens in common and with none.
     *
     * @param cachedTokens of all eight; {@code computedOnce} says that seven had the whole prefix
     */
    public record SharedPrefix(int tokens, int cachedTokens, boolean computedOnce, double sharedFirstMillis, double differentFirstMillis,
            double sharedCpuSeconds, double differentCpuSeconds) {
    }

    /** llama.cpp with so many sequences in one batch. */
    public record Slots(int inFlight, double tokensPerSecond, double tokensPerCpuSecond) {
    }
}
