package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.contender.ContenderProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Processor time that goes elsewhere while a contender has its turn: to other programs, or to other guests of the host.
 * Threads that wait for each other by spinning lose far more than their share when one of them has no core, llama.cpp's
 * most of all, so a ratio from such a turn says nothing about the engines.
 */
final class OtherLoad {

    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final double TICKS_PER_SECOND = 100;
    /** Columns of the line {@code cpu}: user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int STEAL = 7;

    private final ContenderProcess contender;
    private final double busy;
    private final double own;
    private final long begin;

    private OtherLoad(ContenderProcess contender) {
        this.contender = contender;
        this.busy = busySeconds();
        this.own = contender.cpuSeconds();
        this.begin = System.nanoTime();
    }

    /** Begins to watch. */
    static OtherLoad beside(ContenderProcess contender) {
        return new OtherLoad(contender);
    }

    /** Cores that others used since, on average; NaN where the system doesn't tell. */
    double cores() {
        double seconds = (System.nanoTime() - begin) / 1e9;
        return Math.max(0, busySeconds() - busy - (contender.cpuSeconds() - own)) / seconds;
    }

    private static double busySeconds() {
        if (!Files.isReadable(STATISTICS)) {
            return Double.NaN;
        }
        try (Stream<String> lines = Files.lines(STATISTICS)) {
            return busyTicks(lines.findFirst().orElse("cpu")) / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param line the sum over all processors, as the system writes it */
    static long busyTicks(String line) {
        String[] columns = line.strip().split("\\s+");
        long ticks = 0;
        for (int i = 0; i <= STEAL && i + 1 < columns.length; i++) {
            ticks += i == IDLE || i == WAITING ? 0 : Long.parseLong(columns[i + 1]);
        }
        return ticks;
    }
}
