package io.sluice.inference.batching;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.likelihood.LikelihoodAnswer;
import io.sluice.contracts.likelihood.LikelihoodAnswer.Likelihood;
import io.sluice.inference.engine.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One request for likelihoods on its way: its passages are sequences of their own, and the answer is there when the last of
 * them was read. The first that fails ends all of them; so does a caller who cancels the future.
 */
final class LikelihoodRun {

    private final ModelInfo model;
    private final List<@Nullable Scoring> passages;
    private final LikelihoodCounts counts;
    private final CompletableFuture<LikelihoodOutcome> outcome = new CompletableFuture<>();
    private final List<Flow.Subscription> readings = new ArrayList<>();
    private final AtomicInteger left;

    /** @param passages null where nothing is to be scored */
    LikelihoodRun(ModelInfo model, List<@Nullable Scoring> passages, LikelihoodCounts counts) {
        this.model = model;
        this.passages = passages;
        this.counts = counts;
        this.left = new AtomicInteger((int) passages.stream().filter(LikelihoodRun::reads).count());
    }

    /** Whether a model has to read anything for it. */
    static boolean reads(@Nullable Scoring passage) {
        return passage != null && passage.scored() > 0;
    }

    CompletableFuture<LikelihoodOutcome> outcome() {
        return outcome;
    }

    /** Told of what a passage cost, also where it was not read to its end. */
    void ended(InferenceCompleted reading) {
        counts.spent(reading.routing().cpuSeconds());
    }

    /** For one passage's reading. */
    Flow.Subscriber<GenerateEvent> reader() {
        return new Flow.Subscriber<>() {

            private boolean failed;

            @Override
            public void onSubscribe(Flow.Subscription reading) {
                readings.add(reading);
                reading.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(GenerateEvent event) {
                if (event instanceof Failed failure) {
                    failed = true;
                    outcome.complete(new LikelihoodOutcome.Failed(failure));
                }
            }

            @Override
            public void onError(Throwable broken) {
                outcome.completeExceptionally(broken);
            }

            @Override
            public void onComplete() {
                if (!failed && left.decrementAndGet() == 0) {
                    answer();
                }
            }
        };
    }

    /** From now on nothing is added: what is not wanted any more can be ended. */
    void begun() {
        if (left.get() == 0) {
            answer();
        }
        outcome.whenComplete((end, broken) -> {
            if (!(end instanceof LikelihoodOutcome.Scored)) {
                readings.forEach(Flow.Subscription::cancel);
            }
        });
    }

    private void answer() {
        outcome.complete(new LikelihoodOutcome.Scored(new LikelihoodAnswer(model.name(), model.digest(), passages.stream().map(LikelihoodRun::likelihood).toList())));
    }

    private static Likelihood likelihood(@Nullable Scoring passage) {
        if (passage == null) {
            return new Likelihood(0, null);
        }
        return new Likelihood(passage.scored(), Double.isFinite(passage.logProbability()) ? passage.logProbability() : null);
    }
}
