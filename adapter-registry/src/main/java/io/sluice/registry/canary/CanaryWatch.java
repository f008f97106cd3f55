package io.sluice.registry.canary;

import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.contracts.event.FeedbackGiven;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.registry.catalog.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows every canary by what became of requests that named the adapter without a version, and by the scores that their
 * callers gave. Which version such a request got follows from its id, as it does on the workers, so that failed requests
 * count as well. Thread-safe.
 */
public final class CanaryWatch {

    /** Scores that came before the end of their request was heard of. */
    private static final int EARLY_MAX = 1000;

    private final Catalog catalog;
    private final CanaryRules rules;
    private final Map<String, CanaryTrial> trials = new HashMap<>();
    private final Map<String, FeedbackGiven> early = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FeedbackGiven> eldest) {
            return size() > EARLY_MAX;
        }
    };

    /** A canary that has to go. */
    public record Verdict(String name, String version, Alarm alarm) {
    }

    public CanaryWatch(Catalog catalog, CanaryRules rules) {
        this.catalog = catalog;
        this.rules = rules;
    }

    /** Before this nothing counts for any canary of now; empty when there is none. */
    public Optional<Instant> since() {
        return catalog.list().stream().flatMap(state -> CanaryTrial.since(state).stream()).min(Instant::compareTo);
    }

    public synchronized Optional<Verdict> completed(InferenceCompleted event) {
        if (event.model() == null || !AdaptedName.isAdapted(event.model())) {
            return Optional.empty();
        }
        List<AdaptedName.Part> parts;
        try {
            parts = AdaptedName.parse(event.model()).parts();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        // What several adapters did together can't be blamed on one of them.
        if (parts.size() != 1 || parts.getFirst().version() != null) {
            return Optional.empty();
        }
        Instant began = event.completedAt().minus(Duration.ofNanos((long) (event.durationMillis() * 1e6)));
        return trial(parts.getFirst().name()).flatMap(trial -> {
            trial.completed(event.requestId(), event.tenant(), event.outcome().equals("failed"), began);
            FeedbackGiven given = early.remove(event.requestId());
            if (given != null) {
                trial.scored(given.requestId(), given.tenant(), given.score());
            }
            return verdict(parts.getFirst().name(), trial);
        });
    }

    public synchronized Optional<Verdict> scored(FeedbackGiven given) {
        for (String name : List.copyOf(trials.keySet())) {
            Optional<CanaryTrial> trial = trial(name);
            if (trial.isPresent() && trial.get().scored(given.requestId(), given.tenant(), given.score())) {
                return verdict(name, trial.get());
            }
        }
        early.put(given.requestId(), given);
        return Optional.empty();
    }

    /** Of the canary that runs; empty when there is none. */
    public synchronized Optional<CanaryReport> report(String name) {
        return trial(name).map(CanaryTrial::report);
    }

    private Optional<CanaryTrial> trial(String name) {
        Optional<AdapterState> state = catalog.find(name);
        CanaryTrial known = trials.get(name);
        if (known == null || state.isEmpty() || !known.goesOnUnder(state.get())) {
            trials.remove(name);
            state.flatMap(now -> CanaryTrial.of(now, rules)).ifPresent(trial -> trials.put(name, trial));
        }
        return Optional.ofNullable(trials.get(name));
    }

    private static Optional<Verdict> verdict(String name, CanaryTrial trial) {
        return trial.alarm().map(alarm -> new Verdict(name, trial.version(), alarm));
    }
}
