package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Everything at once: random requests, readers that cancel, readers that dawdle, chunks of odd sizes, too little memory for
 * all. Those who stay get exactly their solo answer, and nothing is left open. {@code -Dsluice.stress.rounds=1000} for a long night.
 */
class EngineStressTest {

    private static final int ROUNDS = Integer.getInteger("sluice.stress.rounds", 15);

    @Test
    void nobodySuffersFromWhatOthersDo() {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(1000 + round);
            EngineSettings settings = new EngineSettings(1 + random.nextInt(6), 64, 1 + random.nextInt(20), 1 + random.nextInt(40),
                    Duration.ofMillis(300), 1 + random.nextInt(20), Duration.ofSeconds(60));
            settings = settings.withPrefixes(random.nextInt(6)).withKvBytes(random.nextInt(4) == 0 ? 0 : 1000 * (12 + random.nextInt(6)));
            try (Bench bench = new Bench(settings)) {
                round(bench, random, "round " + round);
            }
        }
    }

    private static void round(Bench bench, Random random, String name) {
        List<GenerateRequest> requests = new ArrayList<>();
        for (int i = 2 + random.nextInt(10); i > 0; i--) {
            requests.add(Requests.any(random));
        }
        List<List<String>> solo = requests.stream().map(request -> texts(bench.answer(request))).toList();
        List<CompletableFuture<Answer>> stayed = new ArrayList<>();
        List<SlowReader> dawdling = new ArrayList<>();
        List<Integer> dawdlers = new ArrayList<>();
        List<CompletableFuture<Answer>> leaving = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    SlowReader reader = new SlowReader();
                    bench.engine.generate(requests.get(i)).subscribe(reader);
                    dawdling.add(reader);
                    dawdlers.add(i);
                    stayed.add(CompletableFuture.completedFuture(null));
                }
                case 1 -> {
                    leaving.add(bench.start(requests.get(i)));
                    stayed.add(CompletableFuture.completedFuture(null));
                }
                default -> stayed.add(bench.start(requests.get(i)));
            }
        }
        while (dawdling.stream().anyMatch(reader -> !reader.completed)) {
            dawdling.get(random.nextInt(dawdling.size())).ask(1 + random.nextInt(4));
            if (!leaving.isEmpty() && random.nextInt(20) == 0) {
                leaving.removeLast().cancel(false);
            }
        }
        leaving.forEach(each -> each.cancel(false));
        for (int i = 0; i < requests.size(); i++) {
            Answer answer = Bench.get(stayed.get(i));
            if (answer != null) {
                assertThat(texts(answer)).as("%s, request %d", name, i).isEqualTo(solo.get(i));
            }
        }
        for (int i = 0; i < dawdling.size(); i++) {
            assertThat(texts(dawdling.get(i))).as("%s, dawdler %d", name, i).isEqualTo(solo.get(dawdlers.get(i)));
        }
        bench.holdsNothing();
    }

    private static List<String> texts(Answer answer) {
        assertThat(answer.failure()).isNull();
        return answer.choices().stream().map(Answer.Choice::text).toList();
    }

    private static List<String> texts(SlowReader reader) {
        assertThat(reader.received.getLast()).isInstanceOf(GenerateEvent.Completed.class);
        Map<Integer, StringBuilder> texts = new TreeMap<>();
        for (GenerateEvent event : reader.received) {
            if (event instanceof GenerateEvent.Delta delta) {
                texts.computeIfAbsent(delta.choice(), choice -> new StringBuilder()).append(delta.text());
            } else if (event instanceof GenerateEvent.Finished finished) {
                texts.computeIfAbsent(finished.choice(), choice -> new StringBuilder());
            }
        }
        return texts.values().stream().map(StringBuilder::toString).toList();
    }
}
