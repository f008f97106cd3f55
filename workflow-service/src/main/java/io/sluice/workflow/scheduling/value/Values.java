package io.sluice.workflow.scheduling.value;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.taskclass.Sketch;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow's runs have taught. Immutable; JSON as it stands.
 *
 * <p>Counts and whole billionths of price only, so any order and any partitioning of the same episodes gives the same values, and
 * {@link #plus} is commutative and associative; {@code online} values alone depend on the order. How steps left and budget left go
 * down is known, so they are no part of a step's key; with {@value #CELLS_MAX} keys of steps or of ends, what is new is counted without its
 * memory only. That bounds a record to about a megabyte, and from there on the order of episodes matters a little. Who learns sees
 * to it that an episode counts once, by its run.
 *
 * @param schema   {@value #SCHEMA}
 * @param episodes learned from, by class
 * @param unjudged episodes of which nobody knows whether they solved their task: nothing was learned of them but what they spent
 * @param steps    by {@link Keys#step}
 * @param ends     by {@link Keys#state} of the last state
 * @param paths    by {@link Keys#path}: beginnings of candidate flows only
 * @param online   by {@link Keys#online}; empty unless the scheduler learns online; at most {@value #ONLINE_MAX}
 * @param leaders  of task classes by likeness
 * @param spending of all episodes
 */
public record Values(
        int schema,
        SortedMap<Integer, Long> episodes,
        long unjudged,
        SortedMap<String, StepSum> steps,
        SortedMap<String, EndSum> ends,
        SortedMap<String, PathSum> paths,
        SortedMap<String, OnlineValue> online,
        List<Sketch> leaders,
        Spending spending) {

    public static final int SCHEMA = 1;
    public static final int ONLINE_MAX = 20_000;
    public static final int CELLS_MAX = 4_096;
    public static final Values EMPTY = new Values(SCHEMA, new TreeMap<>(), 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(),
            new TreeMap<>(), List.of(), Spending.NOTHING);

    /** @throws IllegalArgumentException when {@code schema} is not one that this version reads */
    public Values {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("values of schema " + schema + " can't be read, only of schema " + SCHEMA);
        }
        episodes = Collections.unmodifiableSortedMap(episodes);
        steps = Collections.unmodifiableSortedMap(steps);
        ends = Collections.unmodifiableSortedMap(ends);
        paths = Collections.unmodifiableSortedMap(paths);
        online = Collections.unmodifiableSortedMap(online);
        leaders = List.copyOf(leaders);
    }

    /**
     * What both have taught.
     *
     * @throws IllegalArgumentException when their classes by likeness differ: then equal numbers do not mean equal classes
     */
    public Values plus(Values other) {
        List<Sketch> longer = leaders.size() >= other.leaders.size() ? leaders : other.leaders;
        List<Sketch> shorter = longer == leaders ? other.leaders : leaders;
        if (!longer.subList(0, shorter.size()).equals(shorter)) {
            throw new IllegalArgumentException("values whose task classes have different leaders can't be added");
        }
        return new Values(SCHEMA, sum(episodes, other.episodes, Long::sum), unjudged + other.unjudged, sum(steps, other.steps, StepSum::plus),
                sum(ends, other.ends, EndSum::plus), sum(paths, other.paths, PathSum::plus), sum(online, other.online, OnlineValue::plus),
                longer, spending.plus(other.spending));
    }

    /**
     * Without what {@code other} taught, so that runs can be judged by what they did not teach. Counts stop at 0: what is taken out though
     * it is not in there takes nothing else out. Values online are no sums, and stay as they are.
     */
    public Values minus(Values other) {
        return new Values(SCHEMA, less(episodes, other.episodes, (all, part) -> Math.max(0, all - part), left -> left > 0),
                Math.max(0, unjudged - other.unjudged), less(steps, other.steps, StepSum::minus, left -> left.tries() > 0),
                less(ends, other.ends, EndSum::minus, left -> left.runs() > 0), less(paths, other.paths, PathSum::minus, left -> left.runs() > 0),
                online, leaders, spending.minus(other.spending));
    }

    public StepSum step(int taskClass, String memory, @Nullable String last, Verdict verdict, String agent) {
        return Objects.requireNonNullElse(steps.get(Keys.step(taskClass, memory, last, verdict, agent)), StepSum.EMPTY);
    }

    public EndSum end(int taskClass, String memory, @Nullable String last, Verdict verdict) {
        return Objects.requireNonNullElse(ends.get(Keys.state(taskClass, memory, last, verdict)), EndSum.EMPTY);
    }

    public PathSum path(int taskClass, List<String> agents) {
        return Objects.requireNonNullElse(paths.get(Keys.path(taskClass, agents)), PathSum.EMPTY);
    }

    public long episodesOf(int taskClass) {
        return Objects.requireNonNullElse(episodes.get(taskClass), 0L);
    }

    @JsonIgnore
    public long allEpisodes() {
        return episodes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> less(Map<K, V> all, Map<K, V> part, BinaryOperator<V> minus, Predicate<V> left) {
        SortedMap<K, V> rest = new TreeMap<>(all);
        part.forEach((key, value) -> rest.computeIfPresent(key, (same, before) -> {
            V after = minus.apply(before, value);
            return left.test(after) ? after : null;
        }));
        return rest;
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> sum(Map<K, V> one, Map<K, V> other, BinaryOperator<V> plus) {
        SortedMap<K, V> all = new TreeMap<>(one);
        other.forEach((key, value) -> all.merge(key, value, plus));
        return all;
    }
}
