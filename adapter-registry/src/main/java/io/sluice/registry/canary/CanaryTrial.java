package io.sluice.registry.canary;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.contracts.adapter.CanaryReport.Arm;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one canary since it began: requests of the canary and, beside an active version, of that one. Only
 * requests that the draw decided count then, since only they are alike on both sides. A request counts once, and its first
 * score once, as long as it is among the last {@value #REMEMBERED}. Not thread-safe.
 */
final class CanaryTrial {

    private static final int REMEMBERED = 20_000;

    private enum Side { CANARY, ACTIVE }

    private record Seen(Side side, String tenant, boolean scored) {
    }

    private static final class Count {
        private long requests;
        private long errors;
        private long scores;
        private double scoreSum;

        Arm arm(@Nullable String version) {
            return new Arm(version, requests, errors, scores, scores == 0 ? null : scoreSum / scores);
        }
    }

    private final AdapterState state;
    private final AdapterState.Canary canary;
    private final CanaryRules rules;
    private final Instant since;
    private final Map<Side, Count> counts = Map.of(Side.CANARY, new Count(), Side.ACTIVE, new Count());
    private final Map<String, Seen> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > REMEMBERED;
        }
    };

    private CanaryTrial(AdapterState state, AdapterState.Canary canary, CanaryRules rules, Instant since) {
        this.state = state;
        this.canary = canary;
        this.rules = rules;
        this.since = since;
    }

    /** Empty when there is no canary. */
    static Optional<CanaryTrial> of(AdapterState state, CanaryRules rules) {
        AdapterState.Canary canary = state.canary();
        return canary == null ? Optional.empty()
                : since(state).map(since -> new CanaryTrial(state, canary, rules, since));
    }

    /** From when on canary and active version have been what they are. */
    static Optional<Instant> since(AdapterState state) {
        if (state.canary() == null) {
            return Optional.empty();
        }
        Optional<Instant> canary = state.find(state.canary().version()).map(AdapterVersion::changedAt);
        Optional<Instant> active = state.active() == null ? Optional.empty() : state.find(state.active()).map(AdapterVersion::changedAt);
        return canary.map(at -> active.isPresent() && active.get().isAfter(at) ? active.get() : at);
    }

    /** Whether a later state of the adapter leaves this trial as it is. */
    boolean goesOnUnder(AdapterState later) {
        return canary.equals(later.canary()) && since(later).equals(Optional.of(since)) && state.pins().equals(later.pins());
    }

    private boolean besideActive() {
        return state.active() != null && canary.percent() > 0 && canary.percent() < 100;
    }

    /** @param began when the request came */
    void completed(String requestId, String tenant, boolean failed, Instant began) {
        if (began.isBefore(since) || seen.containsKey(requestId) || state.pins().containsKey(tenant)) {
            return;
        }
        boolean always = canary.tenants().contains(tenant);
        if (besideActive() && always) {
            return;
        }
        Side side = always || AdapterState.draw(requestId) * 100 < canary.percent() ? Side.CANARY : Side.ACTIVE;
        if (side == Side.ACTIVE && !besideActive()) {
            return;
        }
        seen.put(requestId, new Seen(side, tenant, false));
        Count count = count(side);
        count.requests++;
        count.errors += failed ? 1 : 0;
    }

    /** Whether the request is one of these; a score of another tenant's request, or a second one, changes nothing. */
    boolean scored(String requestId, String tenant, double score) {
        Seen request = seen.get(requestId);
        if (request == null) {
            return false;
        }
        if (!request.scored() && request.tenant().equals(tenant)) {
            seen.put(requestId, new Seen(request.side(), tenant, true));
            Count count = count(request.side());
            count.scores++;
            count.scoreSum += score;
        }
        return true;
    }

    private Count count(Side side) {
        return counts.get(side);
    }

    String version() {
        return canary.version();
    }

    /** Why the canary has to go; empty while there is no reason. */
    Optional<Alarm> alarm() {
        Count mine = count(Side.CANARY);
        if (mine.requests < rules.requestsMin()) {
            return Optional.empty();
        }
        if (logEvidence() >= Math.log(1 / rules.falseAlarmEach())) {
            return Optional.of(new Alarm("errors", errors()));
        }
        return besideActive() && bounds(mine).high() < bounds(count(Side.ACTIVE)).low() - rules.scoreTolerance()
                ? Optional.of(new Alarm("scores", scores())) : Optional.empty();
    }

    private double logEvidence() {
        Count mine = count(Side.CANARY);
        return besideActive()
                ? ErrorEvidence.besideActive(canary.percent() / 100, rules.errorsFactor(), mine.errors, count(Side.ACTIVE).errors)
                : ErrorEvidence.alone(rules.errorRateMax(), mine.errors, mine.requests);
    }

    private ScoreBounds bounds(Count count) {
        return ScoreBounds.of(count.scores, count.scoreSum, rules.falseAlarmEach() / 2);
    }

    private String errors() {
        Count mine = count(Side.CANARY);
        Count other = count(Side.ACTIVE);
        String beside = besideActive()
                ? ", of the active version's " + other.errors + " of " + other.requests
                : ", where " + percent(rules.errorRateMax()) + " may";
        return "errors: of the canary's requests " + mine.errors + " of " + mine.requests + " failed" + beside;
    }

    private String scores() {
        Count mine = count(Side.CANARY);
        Count other = count(Side.ACTIVE);
        return String.format(Locale.ROOT, "scores: the canary's mean is %.2f over %d (at most %.2f), the active version's %.2f over %d (at least %.2f)",
                mine.scoreSum / mine.scores, mine.scores, bounds(mine).high(), other.scoreSum / other.scores, other.scores, bounds(other).low());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    CanaryReport report() {
        Count other = count(Side.ACTIVE);
        ScoreBounds mine = bounds(count(Side.CANARY));
        ScoreBounds others = bounds(other);
        return new CanaryReport(state.name(), since, count(Side.CANARY).arm(canary.version()),
                besideActive() ? other.arm(state.active()) : null,
                Math.exp(Math.min(logEvidence(), 700)), 1 / rules.falseAlarmEach(), mine.high(), besideActive() ? others.low() : null,
                alarm().map(Alarm::reason).orElse(null));
    }
}
