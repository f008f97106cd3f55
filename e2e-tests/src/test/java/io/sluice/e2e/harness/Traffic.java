package io.sluice.e2e.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the same kind of question again and again beside a test, and keeps what went wrong. */
public final class Traffic implements AutoCloseable {

    private static final long PAUSE_NANOS = 50_000_000;

    private final Thread thread;
    private final Supplier<Reply> ask;
    private final List<String> failures = new ArrayList<>();
    private int answers;
    private volatile boolean closing;

    private Traffic(Supplier<Reply> ask) {
        this.ask = ask;
        this.thread = Thread.ofPlatform().daemon().name("traffic").start(this::run);
    }

    public static Traffic of(Supplier<Reply> ask) {
        return new Traffic(ask);
    }

    private void run() {
        while (!closing) {
            @Nullable String failure = once();
            synchronized (this) {
                if (failure == null) {
                    answers++;
                } else {
                    failures.add(failure);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private @Nullable String once() {
        try {
            Reply reply = ask.get();
            return reply.status() == 200 ? null : reply.status() + " " + reply.body();
        } catch (RuntimeException | AssertionError failed) {
            return failed.toString();
        }
    }

    public synchronized int answers() {
        return answers;
    }

    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits for the answer in progress. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
