package io.sluice.platform.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What other work on the machine takes from what is measured here. A thread wants 50 ms of a processor every half second and notes
 * how long it got them in; what was measured meanwhile counts only for the share of time in which that thread, when it wanted to
 * run, ran. Promises of seconds then hold on a machine that is shared, too, and on a quiet one the share is one.
 */
public final class Starvation implements AutoCloseable {

    private static final long BURST_NANOS = Duration.ofMillis(50).toNanos();
    private static final long PAUSE_NANOS = Duration.ofMillis(450).toNanos();

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Thread thread = Thread.ofPlatform().daemon().name("starvation").unstarted(this::run);
    private volatile boolean over;
    private long wanted;
    private long waited;

    private Starvation() {
    }

    /** Begins to look. */
    public static Starvation watched() {
        Starvation begun = new Starvation();
        begun.thread.start();
        return begun;
    }

    private void run() {
        while (!over) {
            long wall = System.nanoTime();
            long processor = threads.getCurrentThreadCpuTime();
            long used = 0;
            while (used < BURST_NANOS) {
                used = threads.getCurrentThreadCpuTime() - processor;
            }
            note(used, System.nanoTime() - wall);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private synchronized void note(long used, long took) {
        wanted += used;
        waited += Math.max(used, took);
    }

    /** What it would have been on a machine that others leave alone. */
    public synchronized Duration without(Duration measured) {
        return waited == 0 ? measured : Duration.ofNanos((long) ((double) measured.toNanos() * wanted / waited));
    }

    @Override
    public void close() {
        over = true;
    }
}
