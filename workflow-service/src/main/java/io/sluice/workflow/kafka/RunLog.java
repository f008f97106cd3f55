package io.sluice.workflow.kafka;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.TeamEvent;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.TeamBook;
import io.sluice.workflow.execution.TeamState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs and budgets as the events' topic tells, read whole by every replica, so that any of them answers for every run and a
 * stream that breaks goes on elsewhere. Bounded: beyond so many characters the runs that ended first are left out, and of
 * those that have not ended no more may be begun ({@link #full}). One thread applies, any number reads.
 */
final class RunLog implements RunBook, TeamBook {

    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);
    private static final Comparator<Listed> NEWEST_FIRST = Comparator.comparing(Listed::startedAt).reversed().thenComparing(Listed::run);

    private final long charsMax;
    private final Map<String, RunHistory> runs = new ConcurrentHashMap<>();
    private final Map<String, TeamState> teams = new ConcurrentHashMap<>();
    private final Map<String, NavigableSet<Listed>> byTenant = new ConcurrentHashMap<>();
    private final NavigableMap<Ended, String> ended = new ConcurrentSkipListMap<>();
    private final List<Consumer<RunEvent>> watchers = new CopyOnWriteArrayList<>();
    private long chars;
    private long endedChars;
    /** Of runs that have not ended, which are never left out. */
    private volatile long openChars;
    private volatile Supplier<CompletableFuture<Void>> upToNow = () -> CompletableFuture.completedFuture(null);

    private record Listed(Instant startedAt, String run) {
    }

    private record Ended(Instant at, String run) implements Comparable<Ended> {
        @Override
        public int compareTo(Ended other) {
            int byTime = at.compareTo(other.at);
            return byTime == 0 ? run.compareTo(other.run) : byTime;
        }
    }

    RunLog(long charsMax) {
        this.charsMax = charsMax;
    }

    /** Told every event, on the thread that applies. */
    void watch(Consumer<RunEvent> watcher) {
        watchers.add(watcher);
    }

    /** Asks the reader that fills this. */
    void filledBy(Supplier<CompletableFuture<Void>> reader) {
        upToNow = reader;
    }

    @Override
    public CompletableFuture<Void> upToNow() {
        return upToNow.get();
    }

    void apply(SluiceEvent event) {
        switch (event) {
            case RunEvent of -> applied(of);
            case TeamEvent of -> teams.compute(of.team(), (team, before) -> TeamState.after(before, of));
            default -> { }
        }
    }

    private void applied(RunEvent event) {
        RunHistory history = runs.get(event.run());
        boolean begins = event instanceof RunEvent.Started;
        if (event instanceof RunEvent.Started first && (history == null || first.at().isAfter(history.state().started().at()))) {
            begin(first, history);
        } else if (history == null) {
            LOG.warn("run {} has no beginning here: its event {} is passed over", event.run(), event.seq());
            return;
        } else if (begins || !grown(history, event)) {
            return;
        }
        watchers.forEach(watcher -> watcher.accept(event));
    }

    private void begin(RunEvent.Started first, @Nullable RunHistory old) {
        if (old != null) {
            leaveOut(old);
        }
        RunHistory history = new RunHistory(first);
        runs.put(first.run(), history);
        chars += history.chars();
        openChars = chars - endedChars;
        byTenant.computeIfAbsent(first.tenant(), tenant -> new ConcurrentSkipListSet<>(NEWEST_FIRST)).add(new Listed(first.at(), first.run()));
    }

    private boolean grown(RunHistory history, RunEvent event) {
        long before = history.chars();
        RunState old = history.state();
        if (!history.apply(event)) {
            return false;
        }
        chars += history.chars() - before;
        if (old.phase().ended()) {
            ended.remove(new Ended(old.changedAt(), event.run()));
            endedChars -= before;
        }
        if (history.state().phase().ended()) {
            ended.put(new Ended(event.at(), event.run()), event.run());
            endedChars += history.chars();
        }
        while (chars > charsMax && !ended.isEmpty()) {
            leaveOut(runs.get(ended.firstEntry().getValue()));
        }
        openChars = chars - endedChars;
        return true;
    }

    private void leaveOut(RunHistory history) {
        RunState state = history.state();
        String run = state.started().run();
        runs.remove(run);
        if (ended.remove(new Ended(state.changedAt(), run)) != null) {
            endedChars -= history.chars();
        }
        byTenant.getOrDefault(state.started().tenant(), new ConcurrentSkipListSet<>(NEWEST_FIRST)).remove(new Listed(state.started().at(), run));
        chars -= history.chars();
    }

    @Override
    public Optional<RunState> find(String run) {
        return Optional.ofNullable(runs.get(run)).map(RunHistory::state);
    }

    /** They may fill a quarter: state stores and their standby hold them as well. */
    @Override
    public boolean full() {
        return openChars > charsMax / 4;
    }

    @Override
    public List<RunState> list(Query query) {
        NavigableSet<Listed> all = byTenant.getOrDefault(query.tenant(), new ConcurrentSkipListSet<>(NEWEST_FIRST));
        Optional<RunState> before = Optional.ofNullable(query.before()).flatMap(this::find);
        NavigableSet<Listed> rest = before.map(RunState::started).map(from -> all.tailSet(new Listed(from.at(), from.run()), false)).orElse(all);
        return rest.stream().map(each -> runs.get(each.run())).filter(Objects::nonNull).map(RunHistory::state)
                .filter(run -> query.workflow() == null || run.started().workflow().equals(query.workflow()))
                .filter(run -> query.phase() == null || run.phase() == query.phase())
                .limit(query.limit()).toList();
    }

    @Override
    public List<RunState> ended(String workflow, IntPredicate versions, int most) {
        return ended.descendingMap().values().stream().map(runs::get).filter(Objects::nonNull).map(RunHistory::state)
                .filter(run -> run.phase().ended() && run.started().workflow().equals(workflow) && versions.test(run.started().version()))
                .limit(most).toList();
    }

    @Override
    public List<RunEvent> history(String run) {
        return Optional.ofNullable(runs.get(run)).map(RunHistory::events).orElse(List.of());
    }

    @Override
    public Following follow(String run, long afterSeq, Consumer<RunEvent> listener) {
        RunHistory history = runs.get(run);
        if (history == null) {
            return () -> { };
        }
        return history.follow(afterSeq, listener)::run;
    }

    @Override
    public Optional<TeamState> team(String team) {
        return Optional.ofNullable(teams.get(team));
    }
}
