package io.sluice.benchmarks.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** Sends requests in a pattern and measures what comes back. One stretch at a time. */
final class Load {

    private final LoadClient client;
    private final DoubleSupplier cpuSeconds;

    /** @param cpuSeconds processor time that the serving process has used so far */
    Load(LoadClient client, DoubleSupplier cpuSeconds) {
        this.client = client;
        this.cpuSeconds = cpuSeconds;
    }

    /** So many are always on their way, until all were sent. Times count from when a request was sent. */
    LoadRun inFlight(List<Ask> asks, int inFlight) throws ServingFailedException, InterruptedException {
        Semaphore free = new Semaphore(inFlight);
        return measure(asks, ask -> {
            free.acquireUninterruptibly();
            return System.nanoTime();
        }, free::release);
    }

    /**
     * Open loop: requests come when they come (a Poisson process), however many are on their way. Times count from when a
     * request was due, so that a sender that is held up hides nothing.
     */
    LoadRun arriving(List<Ask> asks, double perSecond, RandomGenerator random) throws ServingFailedException, InterruptedException {
        long start = System.nanoTime();
        double[] at = {0};
        return measure(asks, ask -> {
            at[0] += random.nextExponential() / perSecond;
            return waitUntil(start + (long) (at[0] * 1e9));
        }, () -> { });
    }

    /** @return what was given */
    static long waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return nanos;
    }

    /** Says when a request is due, and returns when it is. */
    @FunctionalInterface
    interface Pace {
        long next(Ask ask);
    }

    LoadRun measure(List<Ask> asks, Pace pace, Runnable done) throws ServingFailedException, InterruptedException {
        double cpu = cpuSeconds.getAsDouble();
        long start = System.nanoTime();
        List<Future<Sample>> answers = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Ask ask : asks) {
                long due = pace.next(ask);
                answers.add(callers.submit((Callable<Sample>) () -> {
                    try {
                        return client.send(ask, due);
                    } finally {
                        done.run();
                    }
                }));
            }
            for (Future<Sample> answer : answers) {
                samples.add(answer.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ServingFailedException failed ? failed : new ServingFailedException(String.valueOf(e.getCause()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int prompt = asks.stream().mapToInt(ask -> ask.prompt().length).sum();
        return new LoadRun(samples, prompt, seconds, cpuSeconds.getAsDouble() - cpu);
    }
}
