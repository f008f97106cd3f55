package io.sluice.selection.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What one partition asks for and is not done yet, and up to where all of it is done. Of one thread. */
final class Lane {

    /** Steps that are read before their turn. */
    static final int HELD_MAX = 64;
    /** Behind the first that is not done: what is done of them comes again after a crash, and is passed over. */
    static final int AHEAD_MAX = 512;

    private final NavigableMap<Long, Asked> open = new TreeMap<>();
    private long next = -1;
    private long told = -1;

    /** A step that was asked for. */
    static final class Asked {

        private final ConsumerRecord<byte[], byte[]> record;
        private final String step;
        private final String job;
        private final long turn;
        private @Nullable Future<Boolean> running;

        private Asked(ConsumerRecord<byte[], byte[]> record, long turn) {
            this.record = record;
            this.step = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            int slash = step.indexOf('/');
            this.job = slash < 0 ? step : step.substring(0, slash);
            this.turn = turn;
        }

        ConsumerRecord<byte[], byte[]> record() {
            return record;
        }

        /** The same for the same step asked for twice. */
        String step() {
            return step;
        }

        String job() {
            return job;
        }

        /** Grows with the order of reading. */
        long turn() {
            return turn;
        }

        boolean runs() {
            return running != null;
        }

        void begin(Future<Boolean> begun) {
            running = begun;
        }
    }

    void add(ConsumerRecord<byte[], byte[]> record, long turn) {
        if (next < 0) {
            told = record.offset();
        }
        open.put(record.offset(), new Asked(record, turn));
        next = record.offset() + 1;
    }

    boolean full() {
        return open.size() >= HELD_MAX || !open.isEmpty() && next - open.firstKey() >= AHEAD_MAX;
    }

    /** Running or not. */
    Collection<Asked> open() {
        return open.values();
    }

    /**
     * Looks what has ended. What ended without being done is open still.
     *
     * @return the offset before which all is done; -1: no other than last time
     */
    long settled() {
        open.values().removeIf(Lane::done);
        long all = open.isEmpty() ? next : open.firstKey();
        if (all == told) {
            return -1;
        }
        told = all;
        return all;
    }

    private static boolean done(Asked asked) {
        Future<Boolean> ended = asked.running;
        if (ended == null || !ended.isDone()) {
            return false;
        }
        asked.running = null;
        try {
            return ended.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a step ended without an outcome", bug.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
