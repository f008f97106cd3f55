package io.sluice.router.calibration.job;

import io.sluice.contracts.calibration.LabelledPrompt;
import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.router.endpoint.InferenceClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Has labelled prompts answered under a plan, a few at a time, greedily, and grades them; results keep the order. */
final class AnswerRunner {

    private static final int CONCURRENCY = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int BUSY_TRIES = 12;
    private static final Duration BUSY_PAUSE = Duration.ofMillis(100);
    private static final Duration BUSY_PAUSE_MAX = Duration.ofSeconds(5);

    private final InferenceClient client;
    private final URI endpoint;
    private final AnswerGrader grader;
    private final int maxTokens;
    private final String jobId;
    private final Runnable onAnswer;

    AnswerRunner(InferenceClient client, URI endpoint, AnswerGrader grader, int maxTokens, String jobId, Runnable onAnswer) {
        this.client = client;
        this.endpoint = endpoint;
        this.grader = grader;
        this.maxTokens = maxTokens;
        this.jobId = jobId;
        this.onAnswer = onAnswer;
    }

    Mono<List<Answered>> run(List<LabelledPrompt> items, RoutePlan plan) {
        return Flux.fromIterable(items)
                .flatMapSequential(item -> answer(item, plan), CONCURRENCY)
                .doOnNext(answered -> onAnswer.run())
                .collectList();
    }

    private Mono<Answered> answer(LabelledPrompt item, RoutePlan plan) {
        GenerateRequest request = new GenerateRequest(jobId, "calibration", plan,
                List.of(new ChatMessage("user", item.prompt())), null, null, Sampling.GREEDY, 1, maxTokens, List.of(), null,
                false, false, PATIENCE.toMillis());
        return client.generate(endpoint, request).collectList()
                .map(events -> grade(item, events))
                .retryWhen(Retry.backoff(BUSY_TRIES, BUSY_PAUSE).maxBackoff(BUSY_PAUSE_MAX).filter(AnswerRunner::isBusy)
                        .onRetryExhaustedThrow((spec, last) -> new CalibrationFailedException("the inference-service is too busy")))
                .timeout(PATIENCE);
    }

    /** Callers go before calibrations: one that finds no room waits for it. */
    private static boolean isBusy(Throwable failure) {
        return failure instanceof NoRoomException
                || failure instanceof WebClientResponseException answer && (answer.getStatusCode().value() == 429 || answer.getStatusCode().value() == 503);
    }

    /** The stream ended for want of room. */
    private static final class NoRoomException extends RuntimeException {
        NoRoomException(String message) {
            super(message, null, false, false);
        }
    }

    private Answered grade(LabelledPrompt item, List<GenerateEvent> events) {
        StringBuilder text = new StringBuilder();
        for (GenerateEvent event : events) {
            switch (event) {
                case GenerateEvent.Delta delta -> text.append(delta.text());
                case GenerateEvent.Completed completed -> {
                    return new Answered(grader.isRight(text.toString(), item.answer()),
                            completed.usage().completionTokens(), completed.routing());
                }
                case GenerateEvent.Failed failed when failed.kind().equals("capacity") -> throw new NoRoomException(failed.code());
                case GenerateEvent.Failed failed -> throw new CalibrationFailedException(failed.code() + ": " + failed.message());
                case GenerateEvent.Started started -> {
                }
                case GenerateEvent.Call notAskedFor -> {
                }
                case GenerateEvent.Finished finished -> {
                }
            }
        }
        throw new CalibrationFailedException("an answer was cut");
    }
}
