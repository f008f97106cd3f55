package io.sluice.benchmarks.selection;

import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.Instruments;
import io.sluice.inference.batching.LikelihoodOutcome;
import io.sluice.inference.batching.ModelRole;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.kernel.KernelThreads;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The inference-service's engine in this process, with models from folders. Thread-safe. */
final class EngineLikelihoods implements Likelihoods, AutoCloseable {

    private static final EngineSettings SETTINGS =
            new EngineSettings(PASSAGES_MAX, 64, 64, 512, Duration.ofMillis(300), 64, Duration.ofSeconds(30), 0, 0);

    private final GenerationEngine engine;
    private final List<LanguageModel> models = new ArrayList<>();

    /** @param folders of models, by name */
    EngineLikelihoods(Map<String, Path> folders) {
        engine = new GenerationEngine(SETTINGS, Instruments.system(Clock.systemUTC(), new SplittableRandom(1), KernelThreads::helperCpuNanos),
                event -> { });
        try {
            for (Map.Entry<String, Path> folder : folders.entrySet()) {
                LanguageModel model = ModelLoader.load(folder.getValue(), folder.getKey());
                models.add(model);
                engine.serve(model, ModelRole.SMALL);
            }
        } catch (RuntimeException broken) {
            close();
            throw broken;
        }
    }

    @Override
    public List<Likelihood> of(String model, List<Passage> passages) throws SelectorException {
        boolean chat = passages.getFirst().chat();
        LikelihoodOutcome outcome = engine.likelihoods(new LikelihoodRequest(null, null, model,
                passages.stream().map(passage -> new LikelihoodRequest.Passage(passage.prompt(), passage.completion())).toList(), chat, null, null)).join();
        return switch (outcome) {
            case LikelihoodOutcome.Scored scored -> scored.answer().likelihoods().stream()
                    .map(each -> new Likelihood(each.tokens(), each.logProbability() == null ? Double.NaN : each.logProbability())).toList();
            case LikelihoodOutcome.Failed failed -> throw new SelectorException(SelectorException.Code.MODEL_UNAVAILABLE, null, failed.failure().message());
        };
    }

    @Override
    public void close() {
        engine.close();
        models.forEach(LanguageModel::close);
    }
}
