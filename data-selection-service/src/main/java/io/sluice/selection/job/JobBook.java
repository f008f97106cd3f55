package io.sluice.selection.job;

import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.SelectionRequested;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionJob.Status;
import io.sluice.contracts.selection.SelectionRequest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All jobs as their facts tell, for whoever asks. Bounded: beyond so many characters the jobs that ended first are left out. One
 * thread applies, any number reads.
 */
public final class JobBook implements States<SelectionJob> {

    /** Of a job without settings. */
    private static final int JOB_CHARS = 2_000;
    private static final Comparator<Listed> NEWEST_FIRST = Comparator.comparing(Listed::at).reversed().thenComparing(Listed::job);

    private final long endedCharsMax;
    private final Map<String, JobFold> jobs = new HashMap<>();
    private final NavigableSet<Listed> listed = new TreeSet<>(NEWEST_FIRST);
    private final Set<String> open = new TreeSet<>();
    private final Deque<String> ended = new ArrayDeque<>();
    private long endedChars;
    private final Map<String, List<Consumer<SelectionJob>>> followers = new ConcurrentHashMap<>();
    private final List<Consumer<SelectionEvent>> watchers = new CopyOnWriteArrayList<>();

    private record Listed(Instant at, String job) {
    }

    /** A step that is to be done, and which attempt at it this is. */
    public record Open(Step step, int attempt) {
    }

    /** @param endedCharsMax of the jobs that ended and are still told of */
    public JobBook(long endedCharsMax) {
        this.endedCharsMax = endedCharsMax;
    }

    public Folded apply(SelectionEvent fact) {
        Folded folded;
        SelectionJob view = null;
        synchronized (this) {
            JobFold job = jobs.getOrDefault(fact.job(), new JobFold());
            boolean before = job.exists() && job.status().ended();
            folded = job.apply(fact);
            if (folded instanceof Folded.Applied) {
                view = applied(fact, job, before);
            }
        }
        if (view != null) {
            SelectionJob now = view;
            followers.getOrDefault(fact.job(), List.of()).forEach(follower -> follower.accept(now));
            watchers.forEach(watcher -> watcher.accept(fact));
        }
        return folded;
    }

    private SelectionJob applied(SelectionEvent fact, JobFold job, boolean hadEnded) {
        SelectionJob view = job.view();
        if (fact instanceof SelectionRequested first) {
            jobs.put(first.job(), job);
            listed.add(new Listed(first.at(), first.job()));
            open.add(first.job());
        }
        if (job.status().ended() && !hadEnded) {
            open.remove(fact.job());
            ended.add(fact.job());
            endedChars += chars(view.request());
            while (endedChars > endedCharsMax && ended.size() > 1) {
                leaveOut(ended.remove());
            }
        }
        return view;
    }

    private void leaveOut(String id) {
        JobFold job = jobs.remove(id);
        if (job != null) {
            SelectionJob view = job.view();
            listed.remove(new Listed(view.requestedAt(), id));
            endedChars -= chars(view.request());
        }
    }

    private static long chars(SelectionRequest request) {
        return JOB_CHARS + request.settings().entrySet().stream().mapToLong(each -> each.getKey().length() + each.getValue().length()).sum();
    }

    @Override
    public synchronized Optional<SelectionJob> find(String id) {
        return Optional.ofNullable(jobs.get(id)).map(JobFold::view);
    }

    /**
     * The newest first.
     *
     * @param status null: all
     * @param before only those that were asked for before this one; null: from the newest on
     */
    public synchronized List<SelectionJob> list(@Nullable Status status, @Nullable String before, int limit) {
        JobFold last = before == null ? null : jobs.get(before);
        NavigableSet<Listed> rest = before == null || last == null ? listed
                : listed.tailSet(new Listed(last.view().requestedAt(), before), false);
        return rest.stream().map(each -> jobs.get(each.job())).filter(job -> status == null || job.status() == status)
                .limit(limit).map(JobFold::view).toList();
    }

    /** Of the jobs that have not ended. */
    public synchronized List<String> open() {
        return List.copyOf(open);
    }

    /** Of those that are still told of. */
    public synchronized List<String> ended() {
        return List.copyOf(ended);
    }

    /** Whether a job that has not ended reads this data set. */
    public synchronized boolean uses(String digest) {
        return open.stream().map(id -> jobs.get(id).view()).anyMatch(job -> job.pool().digest().equals(digest)
                || job.target() != null && job.target().digest().equals(digest));
    }

    /** What is to be done of a job now. */
    public synchronized List<Open> plan(String id, Instant now, int window) {
        JobFold job = jobs.get(id);
        List<Open> plan = new ArrayList<>();
        if (job != null) {
            job.open(now, window).forEach(step -> plan.add(new Open(step, job.attempt(step))));
        }
        return plan;
    }

    /** Whether the step is to be done now: {@link JobFold#wanted}. */
    public synchronized boolean wanted(String id, Step step) {
        JobFold job = jobs.get(id);
        return job != null && job.wanted(step);
    }

    /** Whether nothing will ever be to be done of the step: {@link JobFold#over}. */
    public synchronized boolean over(String id, Step step) {
        JobFold job = jobs.get(id);
        return job != null && job.over(step);
    }

    @Override
    public Following follow(String id, Consumer<SelectionJob> follower) {
        // In one step: the list of the last follower who leaves goes with it, and whoever came to it meanwhile would hear nothing.
        followers.compute(id, (same, all) -> {
            List<Consumer<SelectionJob>> list = all == null ? new CopyOnWriteArrayList<>() : all;
            list.add(follower);
            return list;
        });
        return () -> followers.computeIfPresent(id, (same, all) -> {
            all.remove(follower);
            return all.isEmpty() ? null : all;
        });
    }

    /** Told of every fact that changed a job, on the thread that applies: it must not wait. */
    public void watch(Consumer<SelectionEvent> watcher) {
        watchers.add(watcher);
    }
}
