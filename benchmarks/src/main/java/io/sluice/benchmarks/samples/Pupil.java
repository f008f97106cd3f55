package io.sluice.benchmarks.samples;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.inference.batching.Answer;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.Instruments;
import io.sluice.inference.batching.ModelRole;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.kernel.KernelThreads;
import io.sluice.tasks.Grader;
import io.sluice.tasks.Task;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One model in the inference-service's own engine; one question at a time, whose samples run together. */
final class Pupil implements AutoCloseable {

    private static final int TOKENS_MAX = 128;
    private static final long PATIENCE_MILLIS = 60_000;

    private final String name;
    private final LanguageModel model;
    private final GenerationEngine engine;
    private final double temperature;
    private long questions;

    Pupil(Path folder, double temperature) {
        this.name = folder.getFileName().toString();
        this.temperature = temperature;
        this.model = ModelLoader.load(folder, name);
        this.engine = new GenerationEngine(EngineSettings.DEFAULT.withSlots(Method.MOST).withPrefixes(0),
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), KernelThreads::helperCpuNanos), event -> {
                });
        engine.serve(model, ModelRole.SMALL);
    }

    String name() {
        return name;
    }

    /** @param seed of the first sample; a method's samples begin with those of every smaller one */
    Outcome answer(Task task, Method method, long seed) {
        RoutePlan plan = new RoutePlan(Policy.PINNED, name, name, new Dials(null, 0, 1, 1, 0, 0, 0, method.plan()), null, null);
        Sampling sampling = new Sampling(method.greedy() ? 0 : temperature, 1, 0, 0, 0, 0, 1, Map.of(), seed);
        Answer answer = Answer.of(engine.generate(new GenerateRequest("bench-" + questions++, "bench", plan,
                        List.of(new ChatMessage("user", task.prompt())), null, null, sampling, method.choices(), TOKENS_MAX, List.of(),
                        null, false, false, PATIENCE_MILLIS)))
                .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
        if (answer.failure() != null) {
            throw new IllegalStateException(answer.failure().code() + ": " + answer.failure().message());
        }
        RoutingReport report = Objects.requireNonNull(answer.routing());
        List<Outcome.Written> written = answer.choices().stream()
                .map(choice -> new Outcome.Written(Grader.isCorrect(task, choice.text()), choice.tokens().size())).toList();
        return new Outcome(written, Objects.requireNonNull(answer.usage()).completionTokens(), report.cpuSeconds());
    }

    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
