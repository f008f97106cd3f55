package io.sluice.registry.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.FeedbackGiven;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import io.sluice.registry.canary.CanaryWatch;
import io.sluice.registry.catalog.Command;
import io.sluice.registry.catalog.Request;
import io.sluice.registry.catalog.Writing;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what became of requests to the watch, and rolls a canary back that it gives up. After a start it reads from the
 * beginning of the oldest canary on, so that a registry that was away counts what it missed; of two registries that see the
 * same the second finds nothing to roll back any more.
 */
public final class CanaryFeed implements AutoCloseable {

    /** Who rolls back, in the events. */
    static final String ACTOR = "canary-watch";
    private static final Logger LOG = LoggerFactory.getLogger(CanaryFeed.class);

    private final CanaryWatch watch;
    private final Writing writing;
    private final Clock clock;
    private final MeterRegistry meters;
    private final EventReader completed;
    private final EventReader feedback;
    /** Adapters whose roll-back is being written. */
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();

    /** @param caughtUp whether the catalog was read to its end: before, it is not known which canaries there are */
    public CanaryFeed(CanaryWatch watch, Writing writing, BooleanSupplier caughtUp, EventCodec codec, String bootstrapServers, Clock clock,
            MeterRegistry meters) {
        this.watch = watch;
        this.writing = writing;
        this.clock = clock;
        this.meters = meters;
        Supplier<Optional<Instant>> from = () -> caughtUp.getAsBoolean()
                ? Optional.of(watch.since().orElseGet(clock::instant)) : Optional.empty();
        this.completed = new EventReader(Topics.INFERENCE_COMPLETED, codec, bootstrapServers, this::heard, from, meters);
        this.feedback = new EventReader(Topics.FEEDBACK_GIVEN, codec, bootstrapServers, this::heard, from, meters);
    }

    private void heard(SluiceEvent event) {
        Optional<CanaryWatch.Verdict> verdict = switch (event) {
            case InferenceCompleted ended -> watch.completed(ended);
            case FeedbackGiven given -> watch.scored(given);
            default -> Optional.empty();
        };
        verdict.ifPresent(this::rollBack);
    }

    /** A write that fails is tried again with the next request that is heard of: the verdict stays. */
    private void rollBack(CanaryWatch.Verdict verdict) {
        if (!atWork.add(verdict.name())) {
            return;
        }
        Command.RollBack command = new Command.RollBack(verdict.version(), verdict.alarm().reason());
        writing.write(new Request(verdict.name(), command, ACTOR, null, clock.instant())).whenComplete((outcome, broken) -> {
            atWork.remove(verdict.name());
            if (outcome instanceof Writing.Outcome.Written) {
                LOG.warn("the canary {}@{} was rolled back; {}", verdict.name(), verdict.version(), verdict.alarm().reason());
                meters.counter("sluice.registry.canary.rollbacks", "signal", verdict.alarm().signal()).increment();
            } else {
                LOG.info("the canary {}@{} was not rolled back: {}", verdict.name(), verdict.version(), broken == null ? outcome : broken);
            }
        });
    }

    @Override
    public void close() {
        completed.close();
        feedback.close();
    }
}
