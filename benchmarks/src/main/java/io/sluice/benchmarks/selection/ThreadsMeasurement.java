package io.sluice.benchmarks.selection;

import io.sluice.benchmarks.adapter.AdapterServing;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Scores the same rows with one thread and with two, in turns; threads take pieces of the pool as they are done with others. */
final class ThreadsMeasurement {

    private static final int PIECE = 512;
    private static final int THREADS = 2;

    private final MixedPool pool;
    private final double seconds;
    private final int rounds;

    /** @param seconds that one thread scores in a round, about */
    ThreadsMeasurement(MixedPool pool, double seconds, int rounds) {
        this.pool = pool;
        this.seconds = seconds;
        this.rounds = rounds;
    }

    /** @param nanos of wall time; {@code cpu} of all threads */
    private record Time(long nanos, long cpu) {
    }

    SpeedUp run(Contender contender, long seed) throws SelectorException, InterruptedException, ExecutionException {
        Scorer scorer = ScoringMeasurement.scorer(pool, contender, Likelihoods.none(), seed);
        int pieces = Math.ceilDiv(pool.rows().size(), PIECE);
        time(scorer, THREADS, pieces);
        int work = (int) Math.clamp(pieces * seconds * 1e9 / time(scorer, 1, pieces).nanos(), THREADS, 1 << 20);
        List<Time> one = new ArrayList<>();
        List<Time> two = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            one.add(time(scorer, 1, work));
            two.add(time(scorer, THREADS, work));
        }
        double fastest = one.stream().mapToLong(Time::nanos).min().orElseThrow();
        double fastestOfTwo = two.stream().mapToLong(Time::nanos).min().orElseThrow();
        double[] ratios = new double[rounds];
        double[] cpu = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = (double) one.get(i).nanos() / two.get(i).nanos();
            cpu[i] = (double) two.get(i).cpu() / one.get(i).cpu();
        }
        double rows = (double) work * pool.rows().size() / pieces;
        return new SpeedUp(contender.name(), rows / fastest * 1e9, fastest / fastestOfTwo, AdapterServing.median(ratios), AdapterServing.median(cpu), rounds);
    }

    private Time time(Scorer scorer, int threads, int pieces) throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(threads + 1);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> ends = new ArrayList<>();
            Callable<Long> worker = () -> {
                long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                double[] scores = new double[PIECE];
                together.await();
                for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                    scorer.score(piece(piece), scores);
                }
                return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
            };
            for (int i = 0; i < threads; i++) {
                ends.add(executor.submit(worker));
            }
            long cpu = 0;
            long begin = System.nanoTime();
            together.await();
            for (Future<Long> end : ends) {
                cpu += end.get();
            }
            return new Time(System.nanoTime() - begin, cpu);
        } catch (BrokenBarrierException broken) {
            throw new IllegalStateException("the threads could not start together", broken);
        }
    }

    private List<Row> piece(int piece) {
        int all = pool.rows().size();
        int from = (int) ((long) piece * PIECE % all);
        return pool.rows().subList(from, Math.min(all, from + PIECE));
    }
}
