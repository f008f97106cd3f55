package io.sluice.selection.job;

import io.sluice.contracts.event.SelectionCancelled;
import io.sluice.contracts.event.SelectionCompleted;
import io.sluice.contracts.event.SelectionDelayed;
import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.SelectionFailed;
import io.sluice.contracts.event.SelectionPaused;
import io.sluice.contracts.event.SelectionPrepared;
import io.sluice.contracts.event.SelectionRequested;
import io.sluice.contracts.event.SelectionResumed;
import io.sluice.contracts.event.ShardScored;
import io.sluice.contracts.selection.SelectionInput;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionJob.Phase;
import io.sluice.contracts.selection.SelectionJob.Status;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import io.sluice.contracts.selection.SelectionResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job as the fold of its facts in the order of their topic. The first fact wins: a second preparation, a shard scored again, a
 * second end change nothing, and a job paused or cancelled takes the work that was under way. What does not fit is refused and
 * counts for nothing, so that anybody may append a fact at any time. In whatever order and however often the facts of work
 * (prepared, scored, delayed) come between two others, the job is the same afterwards.
 *
 * <p>Memory: a digest for each shard until the job ends. Not thread-safe.
 */
public final class JobFold {

    /** Of 8,192 records as many as a data set may have. */
    private static final int SHARDS_MAX = 1 << 17;
    /** Of two, one counts, whichever is told first. */
    private static final Comparator<SelectionDelayed> LATER = Comparator.comparingInt(SelectionDelayed::attempt)
            .thenComparing(SelectionDelayed::until).thenComparing(SelectionDelayed::worker);
    /** Code of a preparation that waits for a model. */
    private static final String TRAINING = "model_training";
    private static final Folded APPLIED = new Folded.Applied();
    private static final Folded KNOWN = new Folded.Known();

    private final SortedMap<Step, SelectionDelayed> delays = new TreeMap<>();
    private final SortedMap<String, Long> setAside = new TreeMap<>();
    private @Nullable SelectionRequested requested;
    private Status status = Status.RUNNING;
    private @Nullable String prepared;
    private @Nullable String[] scored = new String[0];
    private int shardsDone;
    private long recordsDone;
    private @Nullable SelectionResult result;
    private SelectionJob.@Nullable Fault error;
    /** In whole microseconds, whose sum no order changes; null where a step's is not known. */
    private @Nullable Long cpuMicros = 0L;
    private Instant updated = Instant.EPOCH;

    public Folded apply(SelectionEvent fact) {
        Folded folded = switch (fact) {
            case SelectionRequested first -> begin(first);
            case SelectionEvent other when requested == null -> refused("job_unknown", "there is no job " + other.job());
            case SelectionPrepared it -> prepared(it);
            case ShardScored it -> scored(it);
            case SelectionDelayed it -> delayed(it);
            case SelectionPaused it -> turn(Status.RUNNING, Status.PAUSED, "job_paused", "the job is paused already");
            case SelectionResumed it -> turn(Status.PAUSED, Status.RUNNING, "job_not_paused", "the job is not paused");
            case SelectionCancelled it -> end(Status.CANCELLED);
            case SelectionCompleted it -> completed(it);
            case SelectionFailed it -> failed(it);
        };
        if (!(folded instanceof Folded.Refused) && fact.at().isAfter(updated)) {
            updated = fact.at();
        }
        return folded;
    }

    private Folded begin(SelectionRequested first) {
        if (requested != null) {
            return requested.request().equals(first.request()) && requested.pool().equals(first.pool())
                    ? KNOWN : refused("job_exists", "there is another job " + first.job());
        }
        List<Problem> problems = first.request().problems();
        if (!problems.isEmpty()) {
            return refused("invalid_request", problems.getFirst().field() + " " + problems.getFirst().message());
        }
        SelectionInput pool = first.pool();
        if (pool.shards() < 1 || pool.shards() > Math.min(pool.records(), SHARDS_MAX)) {
            return refused("invalid_request", "pool has " + pool.shards() + " shards of " + pool.records() + " records");
        }
        requested = first;
        scored = new String[pool.shards()];
        return APPLIED;
    }

    private Folded prepared(SelectionPrepared it) {
        if (status.ended() || prepared != null) {
            return status.ended() ? KNOWN : again(Objects.requireNonNull(prepared), it.digest(), "its preparation");
        }
        prepared = it.digest();
        cost(it.cpuSeconds());
        delays.remove(Step.PREPARE);
        return APPLIED;
    }

    private Folded scored(ShardScored it) {
        if (status.ended()) {
            return KNOWN;
        }
        if (it.shard() < 0 || it.shard() >= scored.length) {
            return refused("shard_unknown", "shard " + it.shard() + " of " + scored.length);
        }
        String known = scored[it.shard()];
        if (known != null) {
            return again(known, it.digest(), "shard " + it.shard());
        }
        scored[it.shard()] = it.digest();
        shardsDone++;
        cost(it.cpuSeconds());
        recordsDone += it.records();
        it.setAside().forEach((reason, rows) -> setAside.merge(reason, rows, Long::sum));
        delays.remove(new Step.Score(it.shard()));
        return APPLIED;
    }

    private void cost(@Nullable Double seconds) {
        cpuMicros = cpuMicros == null || seconds == null ? null : cpuMicros + Math.round(1e6 * seconds);
    }

    private static Folded again(String known, String told, String what) {
        return known.equals(told) ? KNOWN : refused("differs", what + " came out otherwise before, as " + known);
    }

    private Folded delayed(SelectionDelayed it) {
        Step step;
        try {
            step = Step.named(it.step());
        } catch (IllegalArgumentException unknown) {
            return refused("step_unknown", String.valueOf(unknown.getMessage()));
        }
        if (step instanceof Step.Score(int shard) && shard >= scored.length) {
            return refused("shard_unknown", "shard " + shard + " of " + scored.length);
        }
        SelectionDelayed before = delays.get(step);
        if (status.ended() || done(step) || before != null && LATER.compare(before, it) >= 0) {
            return KNOWN;
        }
        delays.put(step, it);
        return APPLIED;
    }

    private boolean done(Step step) {
        return switch (step) {
            case Step.Prepare prepare -> prepared != null;
            case Step.Score(int shard) -> shard >= scored.length || scored[shard] != null;
            case Step.Merge merge -> false;
        };
    }

    private Folded turn(Status from, Status to, String code, String message) {
        if (status.ended()) {
            return hasEnded();
        }
        if (status != from) {
            return refused(code, message);
        }
        status = to;
        return APPLIED;
    }

    private Folded completed(SelectionCompleted it) {
        if (status.ended()) {
            return it.result().equals(result) ? KNOWN : hasEnded();
        }
        if (prepared == null || shardsDone < scored.length) {
            return refused("job_unfinished", shardsDone + " of " + scored.length + " shards are done");
        }
        result = it.result();
        cost(it.cpuSeconds());
        setAside.clear();
        setAside.putAll(it.result().setAside());
        return end(Status.COMPLETED);
    }

    private Folded failed(SelectionFailed it) {
        SelectionJob.Fault fault = new SelectionJob.Fault(it.code(), it.field(), it.message());
        if (status.ended()) {
            return fault.equals(error) ? KNOWN : hasEnded();
        }
        error = fault;
        return end(Status.FAILED);
    }

    private Folded end(Status as) {
        if (status.ended()) {
            return hasEnded();
        }
        status = as;
        delays.clear();
        scored = new String[0];
        return APPLIED;
    }

    private Folded hasEnded() {
        return refused("job_ended", "the job has ended: " + status.name().toLowerCase(Locale.ROOT));
    }

    private static Folded refused(String code, String message) {
        return new Folded.Refused(code, message);
    }

    /** Whether there is a job at all. */
    public boolean exists() {
        return requested != null;
    }

    public Status status() {
        return status;
    }

    /**
     * Steps to be done now, in the order in which they shall be begun. Which they are follows from the facts: whoever plans
     * the same job plans the same.
     *
     * @param window steps that may be on their way at once, those that wait counted
     */
    public List<Step> open(Instant now, int window) {
        List<Step> open = new ArrayList<>();
        for (Step step : candidates(window)) {
            SelectionDelayed delay = delays.get(step);
            if (delay == null || !delay.until().isAfter(now)) {
                open.add(step);
            }
        }
        return open;
    }

    private List<Step> candidates(int window) {
        if (requested == null || status != Status.RUNNING) {
            return List.of();
        }
        if (prepared == null) {
            return List.of(Step.PREPARE);
        }
        if (shardsDone == scored.length) {
            return List.of(Step.MERGE);
        }
        List<Step> steps = new ArrayList<>();
        for (int shard = 0; shard < scored.length && steps.size() < window; shard++) {
            if (scored[shard] == null) {
                steps.add(new Step.Score(shard));
            }
        }
        return steps;
    }

    /** Whether the step is to be done now, its delay aside: what is over or has to wait for others is not. */
    public boolean wanted(Step step) {
        if (status != Status.RUNNING || requested == null || done(step)) {
            return false;
        }
        return switch (step) {
            case Step.Prepare prepare -> true;
            case Step.Score score -> prepared != null;
            case Step.Merge merge -> prepared != null && shardsDone == scored.length;
        };
    }

    /** Whether nothing will ever be to be done of the step: no fact that may come brings it back. */
    public boolean over(Step step) {
        return status.ended() || done(step);
    }

    /** When a step that waits is open again; empty where none waits. */
    public Optional<Instant> wakes() {
        return delays.values().stream().map(SelectionDelayed::until).min(Instant::compareTo);
    }

    /** The number that the next attempt at a step has, 1 first. */
    public int attempt(Step step) {
        SelectionDelayed delay = delays.get(step);
        return delay == null ? 1 : delay.attempt() + 1;
    }

    /** As callers see it; only where it {@link #exists}. */
    public SelectionJob view() {
        SelectionRequested first = Objects.requireNonNull(requested, "no job");
        SelectionInput pool = first.pool();
        return new SelectionJob(first.job(), first.request(), pool, first.target(), status, phase(),
                new SelectionJob.Progress(shardsDone, pool.shards(), recordsDone, pool.records()), Map.copyOf(setAside), waiting(), result, error,
                cpuMicros == null ? null : (Double) (cpuMicros / 1e6), first.actor(), first.at(), updated);
    }

    private @Nullable Phase phase() {
        if (status.ended()) {
            return null;
        }
        if (prepared == null) {
            SelectionDelayed delay = delays.get(Step.PREPARE);
            return delay != null && delay.code().equals(TRAINING) ? Phase.TRAINING : Phase.PREPARING;
        }
        return shardsDone < scored.length ? Phase.SCORING : Phase.MERGING;
    }

    private SelectionJob.@Nullable Waiting waiting() {
        if (delays.isEmpty()) {
            return null;
        }
        SelectionDelayed delay = delays.firstEntry().getValue();
        return new SelectionJob.Waiting(delay.step(), delay.attempt(), delay.code(), delay.message(), delay.until());
    }
}
