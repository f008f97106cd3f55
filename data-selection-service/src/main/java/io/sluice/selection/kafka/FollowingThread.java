package io.sluice.selection.kafka;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that follows a topic until it is closed, and begins anew after whatever ends it before. */
final class FollowingThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowingThread.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(6);

    private final Thread thread;
    private volatile boolean open = true;

    /** @param follow returns soon after what it is given says that the thread is not open any more */
    FollowingThread(String name, Consumer<BooleanSupplier> follow) {
        this.thread = Thread.ofPlatform().name(name).daemon().start(() -> run(name, follow));
    }

    private void run(String name, Consumer<BooleanSupplier> follow) {
        while (open) {
            try {
                follow.accept(() -> open);
            } catch (KafkaException | CompletionException away) {
                LOG.debug("{} waits for the log: {}", name, away.getMessage());
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (RuntimeException bug) {
                LOG.error("{} failed, and begins anew", name, bug);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Waits some seconds for its end. */
    @Override
    public void close() {
        open = false;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
