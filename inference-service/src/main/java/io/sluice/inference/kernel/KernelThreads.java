package io.sluice.inference.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that share a large matrix product, started when the first one comes and kept for the JVM's life.
 *
 * <p>Between the products of one token a helper spins for about fifty microseconds, because waking a parked thread takes
 * as long; after that it parks. Small models never get here. A product that finds the helpers taken runs on its caller's
 * thread alone. The split is by output columns, so it changes no bit of the result.
 */
public final class KernelThreads {

    /** Sets the number of threads for a product, the caller's included; 1 for none but that. */
    public static final String PROPERTY = "sluice.kernel.threads";

    private static final int THREADS_MAX = 16;
    private static final int SPINS = 1_000;

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private static final class Shared {
        private static final KernelThreads INSTANCE = new KernelThreads(wanted());
    }

    /** A share of the work. */
    interface Part {
        /** @param index from 0 (the caller) to {@code count - 1} */
        void run(int index, int count);
    }

    private final int count;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<Worker> helpers = new ArrayList<>();
    private volatile int round;
    private @Nullable Part part;

    KernelThreads(int count) {
        this.count = count;
        for (int i = 1; i < count; i++) {
            helpers.add(new Worker(i));
        }
        helpers.forEach(Worker::start);
    }

    static KernelThreads shared() {
        return Shared.INSTANCE;
    }

    /** Threads that a large product runs on. */
    public static int available() {
        return wanted();
    }

    /** CPU time that helpers have spent so far, waiting included; 0 as long as no product was large enough. */
    public static long helperCpuNanos() {
        return STARTED.get() ? shared().cpuNanos() : 0;
    }

    private static int wanted() {
        int processors = Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors());
        return Math.clamp(Integer.getInteger(PROPERTY, processors), 1, THREADS_MAX);
    }

    private long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (Worker helper : helpers) {
            sum += Math.max(0, threads.getThreadCpuTime(helper.threadId()));
        }
        return sum;
    }

    /** Runs all parts of the work, part 0 on the calling thread, and returns when every one is done. */
    void run(Part work) {
        if (count == 1 || !taken.compareAndSet(false, true)) {
            work.run(0, 1);
            return;
        }
        STARTED.set(true);
        try {
            part = work;
            running.set(count - 1);
            round++;
            helpers.forEach(Worker::wake);
            try {
                work.run(0, count);
            } finally {
                for (int spins = 0; running.get() > 0; spins++) {
                    pause(spins);
                }
            }
            Throwable thrown = failure.getAndSet(null);
            if (thrown != null) {
                throw new IllegalStateException("a part of a product failed", thrown);
            }
        } finally {
            taken.set(false);
        }
    }

    /** With fewer processors than threads, spinning keeps the other from working. */
    private static void pause(int spins) {
        if (spins % SPINS == SPINS - 1) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    private final class Worker extends Thread {

        private final int index;
        private final AtomicBoolean parked = new AtomicBoolean();

        private Worker(int index) {
            super("sluice-kernel-" + index);
            this.index = index;
            setDaemon(true);
        }

        private void wake() {
            if (parked.get()) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            int done = 0;
            while (true) {
                awaitRoundAfter(done);
                done = round;
                try {
                    Objects.requireNonNull(part).run(index, count);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                } finally {
                    running.decrementAndGet();
                }
            }
        }

        private void awaitRoundAfter(int done) {
            for (int spins = 0; round == done && spins < SPINS; spins++) {
                Thread.onSpinWait();
            }
            while (round == done) {
                parked.set(true);
                if (round == done) {
                    LockSupport.park(this);
                }
                parked.set(false);
            }
        }
    }
}
