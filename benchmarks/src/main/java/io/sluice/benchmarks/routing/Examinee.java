package io.sluice.benchmarks.routing;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.RoutePlan;
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
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The engine with the pair in it, answering one question at a time, so that a policy's CPU time is its own. It is the
 * inference-service's engine, unchanged.
 */
final class Examinee implements AutoCloseable {

    static final String SMALL = "sluice-small";
    static final String LARGE = "sluice-large";

    private static final int TOKENS_MAX = 128;
    private static final long PATIENCE_MILLIS = 60_000;

    private final LanguageModel small;
    private final LanguageModel large;
    private final GenerationEngine engine;
    private long questions;

    Examinee(Path smallFolder, Path largeFolder) {
        small = ModelLoader.load(smallFolder, SMALL);
        large = ModelLoader.load(largeFolder, LARGE);
        engine = new GenerationEngine(EngineSettings.DEFAULT.withSlots(1).withPrefixes(0),
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), KernelThreads::helperCpuNanos), event -> {
                });
        engine.serve(small, ModelRole.SMALL);
        engine.serve(large, ModelRole.LARGE);
    }

    Outcome answer(Task task, RoutePlan plan) {
        GenerateRequest request = new GenerateRequest("bench-" + questions++, "bench", plan,
                List.of(new ChatMessage("user", task.prompt())), null, null, Sampling.GREEDY, 1, TOKENS_MAX, List.of(),
                null, false, false, PATIENCE_MILLIS);
        AnswerCollector collector = new AnswerCollector();
        engine.generate(request).subscribe(collector);
        AnswerCollector.Answer answer = collector.answer().orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
        RoutingReport report = answer.completed().routing();
        int tokens = answer.completed().usage().completionTokens();
        return new Outcome(Grader.isCorrect(task, answer.text()), tokens, (int) Math.round(report.largeShare() * tokens),
                report.catchUpTokens(), report.switches(), Objects.requireNonNullElse(report.drafted(), 0),
                Objects.requireNonNullElse(report.accepted(), 0), report.flops(), report.cpuSeconds(), report.score(),
                report.features() == null ? null : report.features().stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    public void close() {
        engine.close();
        small.close();
        large.close();
    }
}
