package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.value.EndSum;
import io.sluice.workflow.scheduling.value.Memory;
import io.sluice.workflow.scheduling.value.StepSum;
import io.sluice.workflow.scheduling.value.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A class's model from sums, backing off where they are thin.
 *
 * <p>An agent's outcomes in (class, memory, last, verdict) lean on those in (class, last, verdict), these on (class, verdict), these on (verdict), these on the agent's
 * everywhere, all of them apart for an agent's first turn and for further ones, since who failed once mostly fails again. The last leans on
 * optimism, which counts for one try: an agent that was never tried passes with chance {@code optimism} and costs nothing, so
 * that each is tried. The chance that ending solves the task goes the same way, down to 1 for a passed answer and 0 for any other.
 *
 * <p>The model is shrunk, not the Q-values: a Bellman backup is linear in the model, so for given values of the next states it
 * is the same, and steps and budget left, which change what is best but not what an agent can do, need no counts of their own.
 */
public final class Estimates implements Model {

    private static final int MEMORIES_MAX = 32;
    /** Optimism counts for one try. */
    private static final BackOff ONE = new BackOff(1);
    /** Whichever turn of the agent's it is. */
    private static final String ANY_TURN = "*:";
    private static final Verdict[] VERDICTS = Verdict.values();

    private final Graph graph;
    private final Values values;
    private final int taskClass;
    private final BackOff backOff;
    private final double optimism;
    private final Map<String, StepSum> coarse = new HashMap<>();
    private final Map<String, EndSum> coarseEnds = new HashMap<>();
    private final Map<String, Long> memories = new HashMap<>();

    public Estimates(Graph graph, Values values, int taskClass, BackOff backOff, double optimism) {
        this.graph = graph;
        this.values = values;
        this.taskClass = taskClass;
        this.backOff = backOff;
        this.optimism = optimism;
        values.steps().forEach((key, sum) -> {
            String[] parts = key.split("/");
            for (String turn : parts[1].equals(Memory.ANY) ? List.of(ANY_TURN) : List.of(turn(parts[1], parts[4]), ANY_TURN)) {
                coarse.merge(turn + parts[0] + "/" + parts[2] + "/" + parts[3] + "/" + parts[4], sum, StepSum::plus);
                coarse.merge(turn + parts[0] + "/" + parts[3] + "/" + parts[4], sum, StepSum::plus);
                coarse.merge(turn + "*/" + parts[3] + "/" + parts[4], sum, StepSum::plus);
                coarse.merge(turn + "*/*/" + parts[4], sum, StepSum::plus);
            }
            if (parts[0].equals(String.valueOf(taskClass))) {
                memories.merge(parts[1], sum.tries(), Long::sum);
            }
        });
        values.ends().forEach((key, sum) -> {
            String[] parts = key.split("/");
            coarseEnds.merge(parts[0] + "/" + parts[2] + "/" + parts[3], sum, EndSum::plus);
            coarseEnds.merge(parts[0] + "/" + parts[3], sum, EndSum::plus);
            coarseEnds.merge("*/" + parts[3], sum, EndSum::plus);
        });
    }

    @Override
    public Graph graph() {
        return graph;
    }

    /** Those that occurred most in this class. */
    @Override
    public List<String> memories() {
        Stream<String> known = memories.entrySet().stream().filter(each -> !each.getKey().equals(Memory.ANY))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MEMORIES_MAX).map(Map.Entry::getKey);
        return Stream.concat(Stream.of(Memory.ANY), known).toList();
    }

    @Override
    public Outcome step(String memory, @Nullable String last, Verdict verdict, String agent) {
        String seen = verdict.name().toLowerCase(Locale.ROOT);
        String turn = memory.equals(Memory.ANY) ? ANY_TURN : turn(memory, agent);
        StepSum[] chain = {
            coarse(turn + "*/*/" + agent), coarse(turn + "*/" + seen + "/" + agent), coarse(turn + taskClass + "/" + seen + "/" + agent),
            coarse(turn + taskClass + "/" + (last == null ? "-" : last) + "/" + seen + "/" + agent),
            memory.equals(Memory.ANY) ? StepSum.EMPTY : values.step(taskClass, memory, last, verdict, agent)};
        double[] chances = new double[VERDICTS.length];
        chances[Verdict.PASS.ordinal()] = optimism;
        chances[Verdict.FAIL.ordinal()] = 1 - optimism;
        double price = 0;
        BackOff lean = ONE;
        for (StepSum sum : chain) {
            for (Verdict each : VERDICTS) {
                chances[each.ordinal()] = lean.of(sum.tries(), sum.of(each), chances[each.ordinal()]);
            }
            price = lean.of(sum.tries(), sum.price(), price);
            lean = backOff;
        }
        return new Outcome(chances[Verdict.NONE.ordinal()], chances[Verdict.PASS.ordinal()], chances[Verdict.FAIL.ordinal()],
                chances[Verdict.UNSURE.ordinal()], price);
    }

    @Override
    public double solved(String memory, String last, Verdict verdict) {
        String seen = verdict.name().toLowerCase(Locale.ROOT);
        double chance = verdict == Verdict.PASS ? 1 : 0;
        EndSum[] chain = {coarseEnd("*/" + seen), coarseEnd(taskClass + "/" + seen), coarseEnd(taskClass + "/" + last + "/" + seen),
            memory.equals(Memory.ANY) ? EndSum.EMPTY : values.end(taskClass, memory, last, verdict)};
        for (EndSum sum : chain) {
            chance = backOff.of(sum.runs(), sum.solved(), chance);
        }
        return chance;
    }

    /** Its first, or one more; of runs whose memory is not known, either. */
    private static String turn(String memory, String agent) {
        if (memory.equals(Memory.ANY)) {
            return ANY_TURN;
        }
        return Memory.with(memory, agent).equals(memory) ? "again:" : "first:";
    }

    /** How often an agent was tried after {@code last} with {@code verdict}, whoever else had had a turn. */
    public long tries(@Nullable String last, Verdict verdict, String agent) {
        return coarse(ANY_TURN + taskClass + "/" + (last == null ? "-" : last) + "/" + verdict.name().toLowerCase(Locale.ROOT) + "/" + agent).tries();
    }

    private StepSum coarse(String key) {
        return Objects.requireNonNullElse(coarse.get(key), StepSum.EMPTY);
    }

    private EndSum coarseEnd(String key) {
        return Objects.requireNonNullElse(coarseEnds.get(key), EndSum.EMPTY);
    }
}
