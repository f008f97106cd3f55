package io.sluice.inference.batching;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the engine reads from the world around it.
 *
 * @param clock    time of day, for events
 * @param nanoTime monotonic, for deadlines and durations
 * @param cpuNanos CPU time spent so far for the calling thread's work, workers included where they can be told apart
 * @param seeds    seeds of requests that bring none; need not be thread-safe
 */
public record Instruments(Clock clock, LongSupplier nanoTime, LongSupplier cpuNanos, RandomGenerator seeds) {

    /**
     * Real time, and the calling thread's own CPU time plus that of the model's workers.
     *
     * @param workerCpuNanos CPU time spent so far by threads that compute for the engine; {@code () -> 0} when there are
     *                       none
     */
    public static Instruments system(Clock clock, RandomGenerator seeds, LongSupplier workerCpuNanos) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new Instruments(clock, System::nanoTime,
                () -> threads.getCurrentThreadCpuTime() + workerCpuNanos.getAsLong(), seeds);
    }
}
