package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.tenant;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FairnessTest {

    private static final Sampling ENDLESS = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), null);
    private static final int ROWS = 64;

    @Test
    void aSingleRequestDoesNotWaitForAnotherTenantsLine() {
        try (Bench bench = bench(1)) {
            List<GenerateRequest> requests = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                requests.add(request("busy", i, 50, 20));
            }
            requests.add(request("single", 0, 50, 20));
            assertThat(order(bench, requests).subList(0, 3)).contains("single");
        }
    }

    @Test
    void aRequestOfManyChoicesIsNoWayAround() {
        try (Bench bench = bench(2)) {
            List<GenerateRequest> requests = new ArrayList<>();
            requests.add(choices(request("busy", 0, 50, 20), 100));
            requests.add(request("single", 0, 50, 20));
            assertThat(order(bench, requests)).startsWith("single");
        }
    }

    @Test
    void tenantsThatAlwaysWaitAreServedAlike() {
        try (Bench bench = bench(2)) {
            List<GenerateRequest> requests = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                requests.add(request("small", i, 30, 10));
            }
            for (int i = 0; i < 20; i++) {
                requests.add(request("large", i, 200, 100));
            }
            order(bench, requests);
            Map<String, Double> served = new HashMap<>(Map.of("small", 0.0, "large", 0.0));
            double largest = bench.ended.stream().mapToDouble(event -> event.routing().flops()).max().orElseThrow();
            Map<String, Integer> left = new HashMap<>(Map.of("small", 60, "large", 20));
            for (InferenceCompleted event : bench.ended) {
                served.merge(event.tenant(), event.routing().flops(), Double::sum);
                left.merge(event.tenant(), -1, Integer::sum);
                if (left.values().stream().allMatch(count -> count > 2)) {
                    assertThat(Math.abs(served.get("small") - served.get("large"))).isLessThan(3 * largest);
                }
            }
        }
    }

    @Test
    void whoComesBackIsNotOwedTheTime() {
        try (Bench bench = bench(1)) {
            for (int i = 0; i < 20; i++) {
                bench.answer(request("steady", 100 + i, 50, 20));
            }
            bench.ended.clear();
            List<GenerateRequest> requests = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                requests.add(request("steady", i, 50, 20));
                requests.add(request("back", i, 50, 20));
            }
            List<String> order = order(bench, requests);
            for (int i = 4; i < 20; i++) {
                assertThat(order.subList(0, i).stream().filter("back"::equals).count()).as("of the first %d", i)
                        .isBetween((long) i / 2 - 1, (long) i / 2 + 2);
            }
        }
    }

    @Test
    void aShortPromptOvertakesALongOne() {
        try (Bench bench = bench(4)) {
            AtomicInteger afterLong = new AtomicInteger();
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            AtomicInteger shortBegan = new AtomicInteger();
            bench.small.beforePass = segments -> {
                if (afterLong.incrementAndGet() == 2) {
                    answers.add(bench.start(most(plain("s".repeat(40), pinned("small")), 1)));
                }
                if (segments.size() == 2 && shortBegan.get() == 0) {
                    shortBegan.set(afterLong.get());
                    assertThat(segments.stream().map(segment -> segment.tokens().length)).containsExactlyInAnyOrder(40, ROWS - 40);
                }
            };
            answers.add(bench.start(most(plain("l".repeat(480), pinned("small")), 1)));
            assertThat(Bench.get(answers.getFirst()).failure()).isNull();
            assertThat(Bench.get(answers.getLast()).failure()).isNull();
            assertThat(shortBegan).as("the pass after the one it came in").hasValue(3);
            bench.holdsNothing();
        }
    }

    @Test
    void aLongPromptGoesOnUnderAStreamOfShortOnes() {
        try (Bench bench = bench(6)) {
            AtomicInteger passes = new AtomicInteger();
            AtomicInteger longRows = new AtomicInteger();
            List<Integer> chunks = new CopyOnWriteArrayList<>();
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            bench.small.beforePass = segments -> {
                int pass = passes.incrementAndGet();
                if (!over.get()) {
                    segments.stream().filter(segment -> segment.tokens()[0] == 'l').forEach(segment -> {
                        chunks.add(segment.tokens().length);
                        longRows.addAndGet(segment.tokens().length);
                    });
                    over.set(longRows.get() >= 480);
                    for (int i = 0; i < 2; i++) {
                        answers.add(bench.start(most(plain((char) ('A' + (pass + i) % 26) + "s".repeat(45), pinned("small")), 1)));
                    }
                }
            };
            CompletableFuture<Answer> longest = bench.start(most(plain("l".repeat(480), pinned("small")), 1));
            assertThat(Bench.get(longest).failure()).isNull();
            Bench.eventually("the long prompt was read", over::get);
            assertThat(chunks.subList(0, chunks.size() - 1)).as("a quarter of what the rests of up to eight rows of five others leave")
                    .allSatisfy(rows -> assertThat(rows).isGreaterThanOrEqualTo((ROWS - 5 * 8) / 4));
            List.copyOf(answers).forEach(Bench::get);
            bench.holdsNothing();
        }
    }

    private static Bench bench(int slots) {
        return new Bench(new EngineSettings(slots, 200, ROWS, ROWS, Duration.ofSeconds(10), 64, Duration.ofSeconds(30)).withPrefixes(0));
    }

    /** Starts all while the engine is held; the tenants in the order that their requests ended. */
    private static List<String> order(Bench bench, List<GenerateRequest> requests) {
        CountDownLatch hold = bench.hold(bench.small);
        CompletableFuture<Answer> first = bench.start(most(plain("first", pinned("small")), 1));
        Bench.eventually("the engine is in a pass", () -> bench.small.openCaches.get() > 0);
        List<CompletableFuture<Answer>> answers = requests.stream().map(bench::start).toList();
        hold.countDown();
        Bench.get(first);
        answers.forEach(answer -> assertThat(Bench.get(answer).failure()).isNull());
        bench.holdsNothing();
        return bench.ended.stream().map(InferenceCompleted::tenant).filter(name -> !name.equals("tenant")).toList();
    }

    private static GenerateRequest request(String tenant, int number, int prompt, int answer) {
        return tenant(most(with(plain(number + "x".repeat(prompt - 3), pinned("small")), ENDLESS), answer), tenant);
    }
}
