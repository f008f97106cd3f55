package io.sluice.selection.comparison;

import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.event.ComparisonEvent.Cancelled;
import io.sluice.contracts.event.ComparisonEvent.Checked;
import io.sluice.contracts.event.ComparisonEvent.Cleared;
import io.sluice.contracts.event.ComparisonEvent.Completed;
import io.sluice.contracts.event.ComparisonEvent.Delayed;
import io.sluice.contracts.event.ComparisonEvent.Failed;
import io.sluice.contracts.event.ComparisonEvent.Judged;
import io.sluice.contracts.event.ComparisonEvent.Requested;
import io.sluice.contracts.event.ComparisonEvent.Resumed;
import io.sluice.contracts.event.ComparisonEvent.RunFailed;
import io.sluice.contracts.event.ComparisonEvent.Selected;
import io.sluice.contracts.event.ComparisonEvent.Trained;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.Status;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import io.sluice.selection.job.Book;
import io.sluice.selection.job.Folded;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as the fold of its facts in the order of their topic. Facts of work count the first time that they come, in whatever order;
 * of a run's failure and its end, and of ends of the comparison, the first counts. What does not fit is refused: a run that there is not,
 * work after an end, an end while runs are open. So two replicas may work on one comparison at once. Not thread-safe.
 */
public final class ComparisonFold implements Book.Fold<ComparisonEvent, Comparison, Task> {

    /** Runs that are begun and have not ended; the others wait for one of these to end. */
    private static final int UNDER_WAY_MAX = 8;
    private static final Folded APPLIED = new Folded.Applied();
    private static final Folded KNOWN = new Folded.Known();

    /** By their names, by budget, then seed, then entry. */
    private final Map<String, RunFold> runs = new LinkedHashMap<>();
    private @Nullable Requested requested;
    private boolean checked;
    private Pipeline.@Nullable Reason delay;
    private @Nullable ComparisonEvent end;
    private boolean cleared;
    private Instant updated = Instant.EPOCH;

    @Override
    public Folded apply(ComparisonEvent fact) {
        Folded folded = switch (fact) {
            case Requested first -> begin(first);
            case ComparisonEvent other when requested == null -> refused("comparison_unknown", "there is no comparison " + other.comparison());
            case Checked it -> checked();
            case Selected it -> run(it.run(), run -> run.selected(it.choice()));
            case Trained it -> run(it.run(), run -> run.trained(it));
            case Judged it -> run(it.run(), run -> run.judged(it.score()));
            case RunFailed it -> run(it.run(), run -> run.failed(it.reason()));
            case Delayed it -> it.run() == null ? delayed(it.reason()) : run(it.run(), run -> run.delayed(it.reason()));
            case Resumed it -> it.run() == null ? resumed() : run(it.run(), RunFold::resumed);
            case Completed it -> runs.values().stream().allMatch(RunFold::ended) ? end(it) : refused("comparison_unfinished", "runs are open");
            case Failed it -> end(it);
            case Cancelled it -> end(it);
            case Cleared it -> cleared();
        };
        if (!(folded instanceof Folded.Refused) && fact.at().isAfter(updated)) {
            updated = fact.at();
        }
        return folded;
    }

    private Folded begin(Requested first) {
        if (requested != null) {
            return requested.request().equals(first.request()) ? KNOWN : refused("comparison_exists", "there is another comparison " + first.comparison());
        }
        List<Problem> problems = first.request().problems();
        if (!problems.isEmpty()) {
            return refused("invalid_request", problems.getFirst().field() + " " + problems.getFirst().message());
        }
        requested = first;
        ComparisonRequest request = first.request();
        for (int budget = 0; budget < request.budgets().size(); budget++) {
            for (int seed = 0; seed < request.seeds().size(); seed++) {
                for (int entry = 0; entry < request.entries().size(); entry++) {
                    String id = first.comparison() + "-" + (entry + 1) + "-" + (budget + 1) + "-" + (seed + 1);
                    runs.put(id, new RunFold(id, request, entry, request.budgets().get(budget), request.seeds().get(seed)));
                }
            }
        }
        return APPLIED;
    }

    private Folded checked() {
        if (checked) {
            return KNOWN;
        }
        if (end != null) {
            return hasEnded();
        }
        checked = true;
        delay = null;
        return APPLIED;
    }

    private Folded run(String id, Function<RunFold, Folded> fold) {
        RunFold run = runs.get(id);
        if (run == null) {
            return refused("run_unknown", "there is no run " + id);
        }
        return end != null ? hasEnded() : fold.apply(run);
    }

    private Folded delayed(Pipeline.Reason reason) {
        if (end != null || reason.equals(delay)) {
            return KNOWN;
        }
        delay = reason;
        return APPLIED;
    }

    private Folded resumed() {
        if (delay == null) {
            return KNOWN;
        }
        delay = null;
        return APPLIED;
    }

    private Folded end(ComparisonEvent it) {
        if (end != null) {
            return end.getClass() == it.getClass() ? KNOWN : hasEnded();
        }
        end = it;
        delay = null;
        return APPLIED;
    }

    private Folded cleared() {
        if (end == null) {
            return refused("comparison_running", "the comparison has not ended");
        }
        if (cleared) {
            return KNOWN;
        }
        cleared = true;
        return APPLIED;
    }

    private Folded hasEnded() {
        return refused("comparison_ended", "the comparison has ended: it is " + status().name().toLowerCase(Locale.ROOT));
    }

    private static Folded refused(String code, String message) {
        return new Folded.Refused(code, message);
    }

    Status status() {
        return switch (end) {
            case null -> Status.RUNNING;
            case Completed it -> Status.COMPLETED;
            case Failed it -> Status.FAILED;
            default -> Status.CANCELLED;
        };
    }

    /** By the run that it is for, or nothing's name where it is for all of them; those of the first runs first. */
    @Override
    public Map<String, Task> next() {
        if (requested == null || cleared) {
            return Map.of();
        }
        if (end != null) {
            return Map.of("", new Task.Clear(view()));
        }
        if (!checked) {
            return Map.of("", new Task.Check(requested.request()));
        }
        Map<String, Task> tasks = new LinkedHashMap<>();
        String actor = requested.actor();
        runs.values().stream().filter(run -> !run.ended()).limit(UNDER_WAY_MAX).forEach(run -> tasks.put(run.id(), run.next(actor)));
        return tasks.isEmpty() ? Map.of("", new Task.Conclude(view())) : tasks;
    }

    @Override
    public boolean waits(String part) {
        RunFold run = runs.get(part);
        return run == null ? delay != null : run.waits();
    }

    @Override
    public Comparison view() {
        Requested first = Objects.requireNonNull(requested, "nobody asked for it");
        int well = (int) runs.values().stream().filter(RunFold::well).count();
        int failed = (int) runs.values().stream().filter(RunFold::hasFailed).count();
        return new Comparison(first.comparison(), first.request(), status(), new Comparison.Progress(well, failed, runs.size()),
                runs.values().stream().map(run -> run.view(end != null)).toList(), delay == null ? null : delay.message(),
                end instanceof Completed it ? it.findings() : null, end instanceof Failed it ? it.reason() : null, first.actor(), first.at(), updated);
    }
}
