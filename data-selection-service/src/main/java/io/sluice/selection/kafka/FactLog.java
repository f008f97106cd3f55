package io.sluice.selection.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.platform.event.EventReader;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.Folded;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic of facts that every replica folds from its beginning, and to which any may append: only the fold says what counts.
 * What a fact came to is told when it comes back from the topic, in the order that all replicas see. Facts that are equal are
 * one fact. A record that is none goes to the dead letters, and the partition goes on.
 *
 * @param <E> facts
 */
public final class FactLog<E extends SluiceEvent> implements Desk<E>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FactLog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String topic;
    private final Class<E> facts;
    private final Function<E, Folded> fold;
    private final EventPublisher publisher;
    private final MeterRegistry meters;
    /** As many as there are callers. */
    private final Map<E, CompletableFuture<Folded>> waiting = new ConcurrentHashMap<>();
    private final EventReader reader;

    /** @param fold called by one thread, in the topic's order; after the broker was away perhaps from the beginning again */
    public FactLog(String topic, Class<E> facts, Function<E, Folded> fold, EventCodec codec, EventPublisher publisher, String bootstrapServers,
            MeterRegistry meters) {
        this.topic = topic;
        this.facts = facts;
        this.fold = fold;
        this.publisher = publisher;
        this.meters = meters;
        this.reader = new EventReader(topic, codec, bootstrapServers, this::read, meters);
    }

    private void read(SluiceEvent event) {
        if (!facts.isInstance(event)) {
            throw new IllegalArgumentException(event.type() + " does not belong into " + topic);
        }
        E fact = facts.cast(event);
        Folded folded = fold.apply(fact);
        if (folded instanceof Folded.Refused refused) {
            meters.counter("sluice.selection.facts.refused", "code", refused.code()).increment();
            LOG.debug("{} of {} counts for nothing: {}", fact.type(), fact.aggregateId(), refused.code());
        }
        CompletableFuture<Folded> asked = waiting.remove(fact);
        if (asked != null) {
            asked.complete(folded);
        }
    }

    @Override
    public CompletableFuture<Answer> append(E fact) {
        CompletableFuture<Folded> folded = waiting.computeIfAbsent(fact, same -> new CompletableFuture<>());
        CompletableFuture<Answer> told = folded.<Answer>thenApply(Answer.Told::new)
                .completeOnTimeout(new Answer.Pending(), PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS);
        return publisher.publishDurably(fact, null).thenCompose(written -> told).whenComplete((answer, failure) -> waiting.remove(fact, folded));
    }

    @Override
    public boolean caughtUp() {
        return reader.caughtUp();
    }

    @Override
    public CompletableFuture<Void> upToNow() {
        return reader.upToNow().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        reader.close();
    }
}
