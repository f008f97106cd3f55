package io.sluice.selection.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Steps of one partition, one after the other. Of one thread. */
final class Lane {

    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private @Nullable Future<Boolean> running;

    void add(ConsumerRecord<byte[], byte[]> record) {
        waiting.add(record);
    }

    /** The one that runs waits, too, until it has ended. */
    boolean empty() {
        return waiting.isEmpty();
    }

    boolean busy() {
        return running != null;
    }

    /** @return whether the next one was begun */
    boolean begin(Function<ConsumerRecord<byte[], byte[]>, Future<Boolean>> beginning) {
        if (running != null || waiting.isEmpty()) {
            return false;
        }
        running = beginning.apply(waiting.element());
        return true;
    }

    /**
     * Looks whether the one that runs has ended. One that ended without being done is begun again.
     *
     * @return the offset from which on nothing is done yet; -1: nothing has changed
     */
    long settled() {
        Future<Boolean> ended = running;
        if (ended == null || !ended.isDone()) {
            return -1;
        }
        running = null;
        try {
            return ended.get() ? waiting.remove().offset() + 1 : -1;
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a step ended without an outcome", bug.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
