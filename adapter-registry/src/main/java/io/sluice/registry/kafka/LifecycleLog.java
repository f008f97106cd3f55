package io.sluice.registry.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.platform.event.EventCodec;
import io.sluice.registry.catalog.Catalog;
import io.sluice.registry.catalog.Decision;
import io.sluice.registry.catalog.LifeCycle;
import io.sluice.registry.catalog.Request;
import io.sluice.registry.catalog.Writing;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of {@code sluice.adapter.lifecycle.v1}: decides on what the topic says, appends, and applies what it
 * appended, one request after the other on one thread. Of two concurrent writes about one adapter one is refused, be
 * they in this process (the second finds the first at work) or in two (the second writer shuts the first out, whose
 * transaction then can't be committed; it decides again on what the other one wrote, and only if that was about another
 * adapter does it go on).
 */
public final class LifecycleLog implements Writing, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LifecycleLog.class);
    private static final int WAITING_MAX = 100;
    private static final int TRIES = 3;
    private static final Duration GIVE_WAY = Duration.ofMillis(150);
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final Catalog catalog;
    private final EventCodec codec;
    private final String bootstrapServers;
    private final MeterRegistry meters;
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor writer;
    /** Of the writer's thread. */
    private @Nullable OwnedLog log;

    public LifecycleLog(Catalog catalog, EventCodec codec, String bootstrapServers, MeterRegistry meters) {
        this.catalog = catalog;
        this.codec = codec;
        this.bootstrapServers = bootstrapServers;
        this.meters = meters;
        this.writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("sluice-registry-writer").factory());
    }

    @Override
    public CompletableFuture<Outcome> write(Request request) {
        if (!atWork.add(request.name())) {
            return CompletableFuture.completedFuture(new Outcome.Refused(busy(request.name())));
        }
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        long giveUpNanos = System.nanoTime() + LIMIT.toNanos();
        try {
            writer.execute(() -> {
                Outcome outcome = null;
                try {
                    outcome = giveUpNanos - System.nanoTime() <= 0 ? new Outcome.Unavailable() : decide(request);
                } finally {
                    atWork.remove(request.name());
                    if (outcome == null) {
                        done.completeExceptionally(new IllegalStateException("a write ended without an outcome"));
                    } else {
                        meters.counter("sluice.registry.writes", "command", request.command().getClass().getSimpleName(),
                                "outcome", outcome.getClass().getSimpleName()).increment();
                        done.complete(outcome);
                    }
                }
            });
        } catch (RejectedExecutionException full) {
            atWork.remove(request.name());
            done.complete(new Outcome.Unavailable());
        }
        return done;
    }

    private Outcome decide(Request request) {
        @Nullable Long basis = null;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            if (attempt > 1) {
                // Whoever shut this writer out goes first, or both would shut each other out for ever.
                LockSupport.parkNanos(attempt * GIVE_WAY.toNanos());
            }
            OwnedLog owned = owned();
            if (owned == null) {
                return new Outcome.Unavailable();
            }
            AdapterState state = catalog.find(request.name()).orElse(null);
            long sequence = state == null ? 0 : state.sequence();
            if (basis != null && basis != sequence) {
                return new Outcome.Refused(overtaken(request.name()));
            }
            basis = sequence;
            switch (LifeCycle.decide(state, request)) {
                case Decision.Unchanged unchanged -> {
                    return new Outcome.Unchanged(unchanged.state());
                }
                case Decision.Refused refused -> {
                    return new Outcome.Refused(refused);
                }
                case Decision.Accepted accepted -> {
                    OwnedLog.Append append = owned.append(accepted.events());
                    if (append == OwnedLog.Append.WRITTEN) {
                        accepted.events().forEach(event -> catalog.apply(event.state()));
                        return new Outcome.Written(accepted.state());
                    }
                    if (append == OwnedLog.Append.TOO_LARGE) {
                        return new Outcome.Refused(new Decision.Refused(Decision.Why.CONFLICT, "adapter_too_large", "version",
                                "'" + request.name() + "' has too much to tell for one event: go on under another name"));
                    }
                    letGo();
                    LOG.warn("a write about {} ended as {}", request.name(), append);
                    if (append != OwnedLog.Append.SHUT_OUT) {
                        return append == OwnedLog.Append.UNCONFIRMED ? new Outcome.Unconfirmed() : new Outcome.Unavailable();
                    }
                }
            }
        }
        return new Outcome.Refused(overtaken(request.name()));
    }

    /** Null when the broker is away. */
    private @Nullable OwnedLog owned() {
        if (log == null) {
            try {
                log = OwnedLog.take(bootstrapServers, codec, catalog);
                LOG.info("this process writes the adapters' life cycle now, from {} adapters on", catalog.size());
            } catch (KafkaException away) {
                LOG.warn("the adapters' life cycle can't be written now: {}", away.toString());
                return null;
            }
        }
        return log;
    }

    private void letGo() {
        if (log != null) {
            log.close();
            log = null;
        }
    }

    private static Decision.Refused busy(String name) {
        return new Decision.Refused(Decision.Why.CONFLICT, "concurrent_write", "name",
                "somebody else changes '" + name + "' at this moment; read it again");
    }

    private static Decision.Refused overtaken(String name) {
        return new Decision.Refused(Decision.Why.CONFLICT, "concurrent_write", "name",
                "another registry changed '" + name + "' first; read it again");
    }

    @Override
    public void close() {
        try {
            writer.execute(this::letGo);
        } catch (RejectedExecutionException full) {
            LOG.debug("what waits will end by itself");
        }
        writer.shutdown();
        try {
            if (!writer.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
