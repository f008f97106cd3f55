package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.contender.Loaded;
import io.sluice.benchmarks.engine.contender.Round;
import io.sluice.benchmarks.engine.model.Format;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One contender, one format, one number of threads; medians over the starts, each start being the median of its rounds.
 * Rates are tokens per second. What was not measured is null.
 *
 * @param format                  {@code Q4_0}, {@code Q8_0} or {@code BF16}
 * @param prefillPerCpuSecond     by processor time of the whole process
 * @param prefillPerSecond        by wall time
 * @param ratioToLlamaCpp         of wall-clock rates, in the same start
 * @param worstRatioToLlamaCpp    of the start with the least
 * @param bandwidthShare          bytes of weights that decoding reads, against what memory gave in the same start
 * @param bandwidth               bytes per second that memory gave
 * @param allocatedPerToken       bytes of Java heap a decoded token, median over all rounds
 * @param worstAllocatedPerToken  of the round with the most
 * @param residentBytes           after a round
 * @param peakResidentBytes       most, loading included
 * @param otherCores              that other programs used during the rounds that count
 * @param disturbed               whether they used so much, here or with llama.cpp, that rates and ratios say little
 * @param prefillTokens           of a prompt
 * @param starts                  processes that measured something
 * @param describe                kernels, instructions, version
 * @param failure                 why there is nothing, or less than asked for
 */
public record EngineRow(
        String engine,
        String format,
        int threads,
        @Nullable Double prefillPerCpuSecond,
        @Nullable Double decodePerCpuSecond,
        @Nullable Double prefillPerSecond,
        @Nullable Double decodePerSecond,
        @Nullable Ratio ratioToLlamaCpp,
        @Nullable Ratio worstRatioToLlamaCpp,
        @Nullable Double bandwidthShare,
        @Nullable Double bandwidth,
        @Nullable Double allocatedPerToken,
        @Nullable Double worstAllocatedPerToken,
        @Nullable Long residentBytes,
        @Nullable Long peakResidentBytes,
        @Nullable Double loadSeconds,
        @Nullable Double otherCores,
        boolean disturbed,
        int prefillTokens,
        int decodeTokens,
        int starts,
        int rounds,
        @Nullable String describe,
        @Nullable String failure) {

    /** Speed against llama.cpp's. */
    public record Ratio(double prefill, double decode) {
    }

    /**
     * @param own   this contender's starts, at least one
     * @param peers llama.cpp's, start for start; empty without it
     * @param bytes that decoding a token reads of the weights
     */
    static EngineRow of(Setting setting, List<Start> own, List<Start> peers, long bytes) {
        List<Start> measured = own.stream().filter(Start::measured).toList();
        List<Round> rounds = measured.stream().flatMap(start -> start.rounds().stream()).toList();
        List<Double> allocated = rounds.stream().map(Round::allocatedPerToken).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
        List<Loaded> loaded = own.stream().map(Start::loaded).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
        List<Ratio> ratios = ratios(own, peers);
        return new EngineRow(own.getFirst().engine().label(), setting.format().name(), setting.threads(),
                median(measured, Start::prefillCpuRate), median(measured, Start::decodeCpuRate),
                median(measured, Start::prefillRate), median(measured, Start::decodeRate),
                ratios.isEmpty() ? null : new Ratio(Median.of(ratios.stream().map(Ratio::prefill).toList()),
                        Median.of(ratios.stream().map(Ratio::decode).toList())),
                ratios.isEmpty() ? null : new Ratio(ratios.stream().mapToDouble(Ratio::prefill).min().orElseThrow(),
                        ratios.stream().mapToDouble(Ratio::decode).min().orElseThrow()),
                median(measured, start -> start.decodeRate() * bytes / start.bandwidth()), median(measured, Start::bandwidth),
                allocated.isEmpty() ? null : Median.of(allocated),
                allocated.isEmpty() ? null : (Double) allocated.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                most(rounds, Round::residentBytes), most(rounds, Round::peakResidentBytes),
                loaded.isEmpty() ? null : (Double) Median.of(loaded.stream().map(Loaded::seconds).toList()),
                median(measured, Start::otherCores), disturbed(measured) || disturbed(peers),
                own.getFirst().prompt(), rounds.isEmpty() ? 0 : rounds.getFirst().tokens().length - 1, measured.size(), rounds.size(),
                loaded.isEmpty() ? null : loaded.getFirst().describe(),
                own.stream().map(Start::failure).filter(Objects::nonNull).findFirst().orElse(null));
    }

    /** Half of the starts are enough: the median is one of them. */
    private static boolean disturbed(List<Start> starts) {
        List<Start> measured = starts.stream().filter(Start::measured).toList();
        return !measured.isEmpty() && 2 * measured.stream().filter(Start::disturbed).count() >= measured.size();
    }

    private static List<Ratio> ratios(List<Start> own, List<Start> peers) {
        return IntStream.range(0, Math.min(own.size(), peers.size()))
                .filter(i -> own.get(i).measured() && peers.get(i).measured())
                .mapToObj(i -> new Ratio(own.get(i).prefillRate() / peers.get(i).prefillRate(),
                        own.get(i).decodeRate() / peers.get(i).decodeRate())).toList();
    }

    private static @Nullable Double median(List<Start> starts, ToDoubleFunction<Start> figure) {
        double median = Median.of(starts.stream().map(figure::applyAsDouble).filter(value -> !value.isNaN()).toList());
        return Double.isFinite(median) ? median : null;
    }

    private static @Nullable Long most(List<Round> rounds, ToLongFunction<Round> figure) {
        return rounds.isEmpty() ? null : (Long) rounds.stream().mapToLong(figure).max().orElseThrow();
    }

    boolean is(EngineName engine, Format format, int onThreads) {
        return this.engine.equals(engine.label()) && this.format.equals(format.name()) && threads == onThreads;
    }
}
