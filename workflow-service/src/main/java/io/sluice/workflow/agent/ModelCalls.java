package io.sluice.workflow.agent;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.definition.Agent.Sampling;
import io.sluice.workflow.strategy.CallFailedException;
import io.sluice.workflow.trace.CallSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A step's calls of its model: none that the journal remembers is made again. For one thread. */
final class ModelCalls {

    /** A question of a race. */
    record Asked(List<ChatMessage> messages, Sampling sampling) {
    }

    private record Arrival(int position, FutureTask<Answer> task) {
    }

    private final ModelCall call;
    private final String model;
    private final Effects effects;
    private final StepKeys keys;
    private final Tracing tracing;
    private final MeterRegistry meters;
    private final String metered;

    /** @param metered the model's name in metrics */
    ModelCalls(ModelCall call, String model, Effects effects, StepKeys keys, Tracing tracing, MeterRegistry meters, String metered) {
        this.call = call;
        this.model = model;
        this.effects = effects;
        this.keys = keys;
        this.tracing = tracing;
        this.meters = meters;
        this.metered = metered;
    }

    Answer ask(List<ChatMessage> messages, List<ToolSpecification> tools, Sampling sampling)
            throws CallFailedException, InterruptedException {
        int number = effects.nextModel();
        String key = Effects.model(number);
        Optional<Answer> before = effects.remembered(key, model);
        if (before.isPresent()) {
            return before.get();
        }
        Answer answer = timed(number, messages, tools, sampling);
        effects.answered(key, model, answer);
        return answer;
    }

    /**
     * Asks all at once; answers that the journal remembers come first.
     *
     * @return the answers that came; the last is accepted, or none is
     */
    List<Answer> race(List<Asked> asked, Predicate<Answer> accepted) throws CallFailedException, InterruptedException {
        int first = asked.isEmpty() ? 0 : effects.nextModel();
        for (int i = 1; i < asked.size(); i++) {
            effects.nextModel();
        }
        List<Answer> arrived = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Optional<Answer> before = effects.remembered(Effects.model(first + i), model);
            if (before.isEmpty()) {
                open.add(i);
                continue;
            }
            arrived.add(before.get());
            if (accepted.test(before.get())) {
                return arrived;
            }
        }
        run(asked, open, first, arrived, accepted);
        return arrived;
    }

    private void run(List<Asked> asked, List<Integer> open, int first, List<Answer> arrived, Predicate<Answer> accepted)
            throws CallFailedException, InterruptedException {
        LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>(Math.max(1, open.size()));
        List<Thread> threads = new ArrayList<>();
        for (int i : open) {
            FutureTask<Answer> task = new FutureTask<>(
                    () -> timed(first + i, asked.get(i).messages(), List.of(), asked.get(i).sampling()));
            threads.add(Thread.ofVirtual().name("race-" + i).start(() -> {
                task.run();
                arrivals.add(new Arrival(i, task));
            }));
        }
        try {
            CallFailedException failure = null;
            for (int left = open.size(); left > 0; left--) {
                Arrival arrival = arrivals.take();
                switch (arrival.task().state()) {
                    case SUCCESS -> {
                        Answer answer = arrival.task().resultNow();
                        effects.answered(Effects.model(first + arrival.position()), model, answer);
                        arrived.add(answer);
                        if (accepted.test(answer)) {
                            return;
                        }
                    }
                    default -> failure = failure(arrival.task().exceptionNow());
                }
            }
            // Answers that nobody accepts are worth more than the failures of others.
            if (arrived.isEmpty() && failure != null) {
                throw failure;
            }
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private static CallFailedException failure(Throwable fault) {
        return fault instanceof CallFailedException failed ? failed
                : new CallFailedException("internal_error", "the call failed: " + fault.getClass().getSimpleName(), true);
    }

    private Answer timed(int number, List<ChatMessage> messages, List<ToolSpecification> tools, Sampling sampling)
            throws CallFailedException, InterruptedException {
        long start = System.nanoTime();
        CallSpan span = CallSpan.model(tracing, keys.traceparent(), Effects.model(number), model, call.address());
        String outcome = "interrupted";
        boolean failed = false;
        try {
            Answer answer = call.answer(messages, tools, sampling, keys.seed(number), span.traceparent());
            outcome = "answered";
            span.used(answer.promptTokens(), answer.completionTokens(), answer.cpuSeconds());
            return answer;
        } catch (CallFailedException fault) {
            outcome = fault.code();
            failed = true;
            throw fault;
        } finally {
            span.end(outcome, failed);
            meters.timer("sluice.workflow.model.calls", "model", metered, "outcome", outcome)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }
}
