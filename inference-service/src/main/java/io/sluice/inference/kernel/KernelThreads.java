package io.sluice.inference.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that share a large matrix product or the rows of a pass, started when the first one comes and kept for the
 * JVM's life.
 *
 * <p>Every thread has a contiguous share of the items, takes it piece by piece in order, and then takes pieces of the
 * others' shares. A helper that the system does not let run joins late or not at all, and nobody waits for it. Who computes
 * an item changes no bit of it.
 *
 * <p>Between the products of one token a helper spins for a tenth of a millisecond or two, because waking a parked thread takes
 * as long; after that it parks. Small models never get here. Work that finds the helpers taken runs on its caller's
 * thread alone.
 */
public final class KernelThreads {

    /** Sets the number of threads for a product, the caller's included; 1 for none but that. */
    public static final String PROPERTY = "sluice.kernel.threads";

    private static final int THREADS_MAX = 16;
    /** Rounds that a helper waits for more work before it parks. */
    private static final int HELPER_SPINS = 4_000;
    /** Rounds that a caller waits before it lets others use the processor. */
    private static final int SPINS = 1_000;
    /** Pieces of a thread's share. */
    private static final int PIECES = 8;
    /** Elements from counter to counter, so that no two lie in one cache line. */
    private static final int STRIDE = 16;
    /** Instead of the number of helpers that joined: no more may. */
    private static final int CLOSED = -1;

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private static final class Shared {
        private static final KernelThreads INSTANCE = new KernelThreads(wanted());
    }

    private final int count;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicInteger joined = new AtomicInteger(CLOSED);
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<Worker> helpers = new ArrayList<>();
    /** The first item of each share that nobody has taken. */
    private final AtomicIntegerArray next;
    private volatile int round;
    private Kernels.@Nullable Work work;
    private int items;

    KernelThreads(int count) {
        this.count = count;
        this.next = new AtomicIntegerArray(count * STRIDE);
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

    /** Runs the work on all items, also on the calling thread, and returns when every one is done. */
    void run(int items, Kernels.Work work) {
        if (count == 1 || !taken.compareAndSet(false, true)) {
            work.run(0, 0, items);
            return;
        }
        STARTED.set(true);
        try {
            open(items, work);
            try {
                take(0);
            } finally {
                int others = joined.getAndSet(CLOSED);
                for (int spins = 0; finished.get() < others; spins++) {
                    pause(spins);
                }
            }
            Throwable thrown = failure.getAndSet(null);
            if (thrown instanceof RuntimeException failed) {
                throw failed;
            }
            if (thrown != null) {
                throw new IllegalStateException("a part of a product failed", thrown);
            }
        } finally {
            taken.set(false);
        }
    }

    private void open(int newItems, Kernels.Work newWork) {
        items = newItems;
        work = newWork;
        for (int share = 0; share < count; share++) {
            next.set(share * STRIDE, start(share));
        }
        finished.set(0);
        joined.set(0);
        round++;
        helpers.forEach(Worker::wake);
    }

    private int start(int share) {
        return (int) ((long) items * share / count);
    }

    /** Runs what is left of the thread's own share, then of the others'. */
    private void take(int thread) {
        Kernels.Work now = Objects.requireNonNull(work);
        int piece = Math.max(1, items / (count * PIECES));
        for (int i = 0; i < count; i++) {
            int share = (thread + i) % count;
            int end = start(share + 1);
            int from = next.getAndAdd(share * STRIDE, piece);
            while (from < end) {
                now.run(thread, from, Math.min(from + piece, end));
                from = next.getAndAdd(share * STRIDE, piece);
            }
        }
    }

    /** Whether there is work that the caller is still at. */
    private boolean enter() {
        int others = joined.get();
        while (others != CLOSED) {
            if (joined.compareAndSet(others, others + 1)) {
                return true;
            }
            others = joined.get();
        }
        return false;
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
                if (enter()) {
                    try {
                        take(index);
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        finished.incrementAndGet();
                    }
                }
            }
        }

        private void awaitRoundAfter(int done) {
            for (int spins = 0; round == done && spins < HELPER_SPINS; spins++) {
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
