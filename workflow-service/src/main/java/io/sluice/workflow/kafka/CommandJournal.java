package io.sluice.workflow.kafka;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.workflow.step.Effect;
import io.sluice.workflow.step.EffectJournal;
import io.sluice.workflow.step.StepOutcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A step's effects as commands to its run. What is done is durable when the brokers have it: the run sees it before it can
 * ask for another attempt. What must not be done twice waits until the run has allowed it, to this attempt alone, so that a
 * worker that was given up without knowing it does nothing twice.
 */
final class CommandJournal implements EffectJournal {

    private static final int TRIES = 3;
    /** For one command to be written, or allowed. */
    private static final int LEASES_OF_PATIENCE = 2;

    private final RunningStep step;
    private final String worker;
    private final CommandSender sender;
    private final JsonMapper mapper;
    private final Clock clock;
    private final Duration lease;
    private final Duration patience;
    private final int charsMax;
    private final Map<String, Effect> known = new ConcurrentHashMap<>();
    private final Map<String, CallUse> made = new ConcurrentHashMap<>();

    /** @param lease after which a worker that is not heard of has lost its step */
    CommandJournal(RunningStep step, String worker, CommandSender sender, JsonMapper mapper, Clock clock, Duration lease, int charsMax) {
        this.step = step;
        this.worker = worker;
        this.sender = sender;
        this.mapper = mapper;
        this.clock = clock;
        this.lease = lease;
        this.patience = lease.multipliedBy(LEASES_OF_PATIENCE);
        this.charsMax = charsMax;
        step.request().intended().forEach(effect -> known.put(effect, new Effect(effect, null)));
        step.request().outcomes().forEach((effect, outcome) -> known.put(effect, new Effect(effect, mapper.readTree(outcome))));
    }

    Map<String, Effect> known() {
        return Map.copyOf(known);
    }

    /**
     * What this attempt's own calls used, whatever became of it.
     *
     * @param told in its report: those that were remembered are among them
     */
    List<CallUse> own(List<CallUse> told) {
        Map<String, CallUse> own = new TreeMap<>(made);
        told.stream().filter(use -> !step.request().outcomes().containsKey(use.effect()) && !step.recorded().containsKey(use.effect()))
                .forEach(use -> own.putIfAbsent(use.effect(), use));
        return List.copyOf(own.values());
    }

    @Override
    public Optional<Effect> find(String key) {
        // Whoever asks is about to act. A process that stood still for long does not know that it was given up.
        if (step.silence().compareTo(lease) > 0) {
            throw new AbandonedException("the run has not heard of this worker for longer than its lease");
        }
        Effect mine = known.get(key);
        String others = step.recorded().get(key);
        return mine != null && mine.outcome() != null || others == null ? Optional.ofNullable(mine)
                : Optional.of(new Effect(key, mapper.readTree(others)));
    }

    @Override
    public void intend(String key) {
        StepRequested request = step.request();
        known.put(key, new Effect(key, null));
        written(new RunCommand.IntendEffect(request.run(), request.step(), request.attempt(), worker, key, clock.instant()));
        if (!waited(step.intent(key))) {
            throw new AbandonedException("the run did not allow " + key + " in time");
        }
    }

    @Override
    public void done(String key, JsonNode outcome) {
        done(key, outcome, null);
    }

    @Override
    public void done(String key, JsonNode outcome, StepOutcome.@Nullable Use use) {
        StepRequested request = step.request();
        String text = mapper.writeValueAsString(outcome);
        if (text.length() > charsMax) {
            throw new IllegalArgumentException("the outcome of " + key + " is " + text.length() + " characters long, at most " + charsMax + " may be");
        }
        CallUse told = use == null ? null : StepTask.told(use);
        if (told != null) {
            made.put(key, told);
        }
        written(new RunCommand.RecordEffect(request.run(), request.step(), request.attempt(), worker, key, text, told, clock.instant()));
        known.put(key, new Effect(key, outcome));
    }

    private void written(RunCommand command) {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            if (waited(sender.send(command, step.request().traceparent()))) {
                return;
            }
        }
        throw new AbandonedException("the brokers do not answer");
    }

    /** @return false: not in time, or it failed */
    private boolean waited(CompletableFuture<Void> future) {
        try {
            CompletableFuture.anyOf(future, step.over()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException failed) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AbandonedException("the step was stopped");
        }
        if (step.over().isDone()) {
            throw new AbandonedException("nobody waits for the step any more");
        }
        return true;
    }
}
