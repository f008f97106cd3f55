package io.sluice.registry.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.contracts.event.FeedbackGiven;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.registry.canary.CanaryWatch.Verdict;
import io.sluice.registry.catalog.Catalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {

    private static final Instant START = Instant.parse("2026-11-20T09:00:00Z");
    private static final double PERCENT = 20;
    private static final List<String> IDS = IntStream.range(0, 3000).mapToObj(i -> "request-" + i).toList();

    private final Catalog catalog = new Catalog();
    private final CanaryWatch watch = new CanaryWatch(catalog, CanaryRules.USUAL);

    @BeforeEach
    void aCanary() {
        catalog.apply(state(1, "1", new AdapterState.Canary("2", PERCENT, List.of("friend")), START));
    }

    private static AdapterState state(long sequence, @Nullable String active, AdapterState.@Nullable Canary canary, Instant since) {
        return new AdapterState("sort", sequence, List.of(version("1", AdapterStage.ACTIVE, START), version("2", AdapterStage.CANARY, since)),
                active, canary, List.of(), Map.of("pinned", "1"), Map.of(), List.of());
    }

    private static AdapterVersion version(String version, AdapterStage stage, Instant since) {
        AdapterManifest manifest = new AdapterManifest("lora", "sort", version, "d" + version, 1, 1, new AdapterManifest.Base("large", "b"),
                4, 8.0, false, null, List.of(), List.of(), null, List.of(), null, null, Map.of(), null, null, null);
        return new AdapterVersion(manifest, stage, null, START, since);
    }

    private static boolean toCanary(String id) {
        return AdapterState.draw(id) * 100 < PERCENT;
    }

    private static InferenceCompleted ended(String id, String tenant, String model, boolean failed, Instant at) {
        RoutingReport report = new RoutingReport(Policy.LARGE, new Dials(null, 0, 0, 0, 0, 0, 0), null, Map.of(), 0, 0, 0, null, null, 0, 0, 0);
        return new InferenceCompleted(id, tenant, failed ? "failed" : "completed", failed ? "engine_failure" : null, model, new Usage(1, 1),
                report, null, 10, at);
    }

    private Optional<Verdict> ends(String id, boolean failed) {
        return watch.completed(ended(id, "anybody", "large:sort", failed, START.plusSeconds(9)));
    }

    private Optional<Verdict> all(int count, Predicate<String> failed) {
        Optional<Verdict> verdict = Optional.empty();
        for (String id : IDS.subList(0, count)) {
            verdict = ends(id, failed.test(id));
            if (verdict.isPresent()) {
                return verdict;
            }
        }
        return verdict;
    }

    private CanaryReport report() {
        return watch.report("sort").orElseThrow();
    }

    @Test
    void aCanaryThatFailsWhereTheActiveVersionDoesNotIsGivenUpWithItsFigures() {
        Optional<Verdict> verdict = all(100, CanaryWatchTest::toCanary);

        assertThat(verdict).hasValueSatisfying(each -> {
            assertThat(each.name()).isEqualTo("sort");
            assertThat(each.version()).isEqualTo("2");
            assertThat(each.alarm().signal()).isEqualTo("errors");
            assertThat(each.alarm().reason()).startsWith("errors: of the canary's requests 10 of 10 failed, of the active version's 0 of ");
        });
        assertThat(report().alarm()).isNotNull();
        assertThat(report().evidence()).isGreaterThan(report().evidenceMax());
    }

    @Test
    void errorsThatHitBothAlikeAreNotTheCanarys() {
        assertThat(all(3000, id -> id.endsWith("7"))).isEmpty();
        assertThat(report().canary().errors()).isGreaterThan(30);
    }

    @Test
    void nothingIsSaidBeforeTheLeastNumberOfRequests() {
        List<String> nine = IDS.stream().filter(CanaryWatchTest::toCanary).limit(9).toList();

        assertThat(nine).allSatisfy(id -> assertThat(ends(id, true)).isEmpty());
    }

    @Test
    void onlyRequestsThatTheDrawDecidedCount() {
        String id = IDS.stream().filter(CanaryWatchTest::toCanary).findFirst().orElseThrow();
        watch.completed(ended(id + "x", "pinned", "large:sort", true, START.plusSeconds(9)));
        watch.completed(ended(id + "y", "friend", "large:sort", true, START.plusSeconds(9)));
        watch.completed(ended(id + "z", "anybody", "large:sort@2", true, START.plusSeconds(9)));
        watch.completed(ended(id + "v", "anybody", "large:sort+other", true, START.plusSeconds(9)));
        watch.completed(ended(id + "w", "anybody", "large:other", true, START.plusSeconds(9)));
        watch.completed(ended(id + "u", "anybody", "large:sort", true, START.minusSeconds(1)));
        ends(id, true);
        ends(id, true);

        assertThat(report().canary().requests()).isEqualTo(1);
        assertThat(report().active()).isNotNull().satisfies(active -> assertThat(active.requests()).isZero());
    }

    @Test
    void theOrderOfRequestsAndScoresDoesNotMatter() {
        List<Runnable> steps = new ArrayList<>();
        for (String id : IDS.subList(0, 200)) {
            steps.add(() -> ends(id, id.endsWith("3")));
            steps.add(() -> watch.scored(new FeedbackGiven(id, "anybody", toCanary(id) ? 0.4 : 0.5, null, START)));
        }
        steps.forEach(Runnable::run);
        CanaryReport inOrder = report();
        CanaryWatch other = new CanaryWatch(catalog, CanaryRules.USUAL);
        List<Runnable> shuffled = new ArrayList<>();
        for (String id : IDS.subList(0, 200)) {
            shuffled.add(() -> other.completed(ended(id, "anybody", "large:sort", id.endsWith("3"), START.plusSeconds(9))));
            shuffled.add(() -> other.scored(new FeedbackGiven(id, "anybody", toCanary(id) ? 0.4 : 0.5, null, START)));
        }
        Collections.shuffle(shuffled, new Random(5));
        shuffled.forEach(Runnable::run);

        assertThat(other.report("sort")).hasValueSatisfying(report -> assertThat(report)
                .usingRecursiveComparison().withComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1, Double.class).isEqualTo(inOrder));
        assertThat(inOrder.canary().scores()).isEqualTo(inOrder.canary().requests());
    }

    @Test
    void aCanaryThatItsCallersLikeLessIsGivenUp() {
        Optional<Verdict> verdict = Optional.empty();
        for (String id : IDS) {
            ends(id, false);
            verdict = watch.scored(new FeedbackGiven(id, "anybody", toCanary(id) ? 0.3 : 0.9, null, START));
            if (verdict.isPresent()) {
                break;
            }
        }

        assertThat(verdict).hasValueSatisfying(each -> {
            assertThat(each.alarm().signal()).isEqualTo("scores");
            assertThat(each.alarm().reason()).startsWith("scores: the canary's mean is 0.30 over ");
        });
        assertThat(report().canary().scores()).isLessThan(80);
    }

    @Test
    void aScoreOfAnotherTenantOrASecondOneIsNobodys() {
        String id = IDS.getFirst();
        ends(id, false);
        watch.scored(new FeedbackGiven(id, "somebody", 0, null, START));
        watch.scored(new FeedbackGiven(id, "anybody", 1, null, START));
        watch.scored(new FeedbackGiven(id, "anybody", 0, null, START));

        CanaryReport.Arm arm = toCanary(id) ? report().canary() : report().active();
        assertThat(arm).isNotNull();
        assertThat(arm.scores()).isEqualTo(1);
        assertThat(arm.meanScore()).isEqualTo(1.0);
    }

    @Test
    void anotherShareBeginsAnew() {
        ends(IDS.getFirst(), true);
        Instant later = START.plusSeconds(60);
        catalog.apply(state(2, "1", new AdapterState.Canary("2", 50, List.of()), later));

        assertThat(report().canary().requests()).isZero();
        assertThat(report().since()).isEqualTo(later);
        assertThat(watch.since()).hasValue(later);
    }

    @Test
    void withoutACanaryThereIsNothingToTell() {
        catalog.apply(state(2, "1", null, START));

        assertThat(watch.report("sort")).isEmpty();
        assertThat(watch.since()).isEmpty();
        assertThat(ends(IDS.getFirst(), true)).isEmpty();
    }

    @Test
    void aloneItIsHeldAgainstTheRateThatMayFail() {
        catalog.apply(state(2, null, new AdapterState.Canary("2", 100, List.of()), START));

        assertThat(all(40, id -> false)).isEmpty();
        Optional<Verdict> verdict = Optional.empty();
        for (String id : IDS.subList(40, 60)) {
            verdict = verdict.or(() -> ends(id, true));
        }
        assertThat(verdict).hasValueSatisfying(each -> assertThat(each.alarm().reason()).endsWith("where 5.0 % may"));
    }
}
