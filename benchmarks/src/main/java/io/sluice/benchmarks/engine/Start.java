package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.contender.Loaded;
import io.sluice.benchmarks.engine.contender.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What one process of a contender did with one format on one number of threads. Filled while it runs. */
final class Start {

    /** More than this of one core, used by others, and a round is no quiet one. */
    private static final double DISTURBING_CORES = 0.25;

    private final EngineName engine;
    private final int prompt;
    private final List<Round> rounds = new ArrayList<>();
    private final List<Double> others = new ArrayList<>();
    private @Nullable Loaded loaded;
    private @Nullable String failure;
    private double bandwidth = Double.NaN;

    /** @param prompt tokens of each round's prompt */
    Start(EngineName engine, int prompt) {
        this.engine = engine;
        this.prompt = prompt;
    }

    EngineName engine() {
        return engine;
    }

    int prompt() {
        return prompt;
    }

    List<Round> rounds() {
        return rounds;
    }

    /** @param otherCores that other programs used meanwhile, NaN when unknown */
    void add(Round round, double otherCores) {
        rounds.add(round);
        others.add(otherCores);
    }

    /** Of the rounds that count: cores that other programs used. */
    double otherCores() {
        return Median.of(IntStream.range(0, rounds.size()).filter(this::counts).mapToObj(others::get).toList());
    }

    /** Whether others used so much of the machine in every round that its rates say little. */
    boolean disturbed() {
        return others.stream().allMatch(cores -> cores > DISTURBING_CORES);
    }

    /** Quiet rounds count, and where there are none, all. */
    private boolean counts(int round) {
        return disturbed() || !(others.get(round) > DISTURBING_CORES);
    }

    @Nullable Loaded loaded() {
        return loaded;
    }

    void loaded(Loaded value) {
        loaded = value;
    }

    /** Why there is nothing, or no more. */
    @Nullable String failure() {
        return failure;
    }

    void failed(String reason) {
        failure = reason;
    }

    /** Bytes per second that this number of threads read from memory while this process was there. */
    double bandwidth() {
        return bandwidth;
    }

    void bandwidth(double bytesPerSecond) {
        bandwidth = bytesPerSecond;
    }

    boolean measured() {
        return !rounds.isEmpty();
    }

    private double median(ToDoubleFunction<Round> figure) {
        return Median.of(IntStream.range(0, rounds.size()).filter(this::counts)
                .mapToObj(round -> figure.applyAsDouble(rounds.get(round))).toList());
    }

    /** Tokens per second of wall time, as the other rates. */
    double prefillRate() {
        return median(round -> prompt / round.prefillSeconds());
    }

    double decodeRate() {
        return median(round -> (round.tokens().length - 1) / round.decodeSeconds());
    }

    double prefillCpuRate() {
        return median(round -> prompt / round.prefillCpuSeconds());
    }

    double decodeCpuRate() {
        return median(round -> (round.tokens().length - 1) / round.decodeCpuSeconds());
    }
}
