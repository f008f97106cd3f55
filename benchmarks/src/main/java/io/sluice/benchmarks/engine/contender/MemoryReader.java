package io.sluice.benchmarks.engine.contender;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

/**
 * Reads memory as a matrix-vector product does, and nothing else: each thread sums an array of its own, far larger than
 * the caches, from begin to end. The fastest of the passes counts, since the others were disturbed.
 */
final class MemoryReader {

    private static final int INTS = 64 << 20;
    private static final int CHUNK = 1 << 16;

    private final List<int[]> arrays = new ArrayList<>();
    private volatile int sink;

    MemoryReader(int threads) {
        for (int i = 0; i < threads; i++) {
            int[] array = new int[INTS];
            java.util.Arrays.fill(array, i + 1);
            arrays.add(array);
        }
    }

    Bandwidth measure(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        double best = 0;
        while (System.nanoTime() < end) {
            best = Math.max(best, pass());
        }
        return new Bandwidth(best);
    }

    private double pass() throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(arrays.size());
        List<Thread> threads = new ArrayList<>();
        long[] begins = new long[arrays.size()];
        long[] ends = new long[arrays.size()];
        for (int i = 0; i < arrays.size(); i++) {
            int index = i;
            threads.add(Thread.ofPlatform().start(() -> {
                awaitOthers(together);
                begins[index] = System.nanoTime();
                sink += sum(arrays.get(index));
                ends[index] = System.nanoTime();
            }));
        }
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).join();
            first = Math.min(first, begins[i]);
            last = Math.max(last, ends[i]);
        }
        return (double) INTS * Integer.BYTES * arrays.size() / ((last - first) / 1e9);
    }

    private static void awaitOthers(CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new IllegalStateException("the readers could not start together", e);
        }
    }

    private static int sum(int[] array) {
        int sum = 0;
        for (int from = 0; from < array.length; from += CHUNK) {
            sum += sum(array, from, from + CHUNK);
        }
        return sum;
    }

    /** Short and called often, so that it is compiled in the first pass; C2 makes vector additions of it. */
    private static int sum(int[] array, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += array[i];
        }
        return sum;
    }
}
