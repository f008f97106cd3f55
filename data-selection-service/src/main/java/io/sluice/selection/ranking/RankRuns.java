package io.sluice.selection.ranking;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts rows by key and ordinal: in runs of a quarter of a million, by radix, and where there are several, merged from
 * files of 16 bytes a row. Rows come in the order of their ordinals, so that a stable sort by key is all it takes. Memory:
 * 8 MiB, and 64 KiB for each run.
 */
final class RankRuns implements Closeable {

    private static final int RUN_ROWS = 1 << 18;
    private static final int BUFFER = 1 << 16;
    private static final int DIGIT_BITS = 16;

    private final Path folder;
    private final List<Path> files = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final PriorityQueue<Run> heads = new PriorityQueue<>();
    private long[] keys = new long[1 << 10];
    private long[] ordinals = new long[1 << 10];
    private int held;

    /** A run being read, at one of its rows. Earlier runs have smaller ordinals. */
    private abstract static sealed class Run implements Comparable<Run> {
        private final int number;
        long key;
        long ordinal;

        Run(int number) {
            this.number = number;
        }

        /** To its next row; false after the last one. */
        abstract boolean next() throws IOException;

        @Override
        public int compareTo(Run other) {
            int byKey = Long.compare(key, other.key);
            return byKey != 0 ? byKey : Integer.compare(number, other.number);
        }
    }

    private static final class HeldRun extends Run {
        private final long[] keys;
        private final long[] ordinals;
        private final int rows;
        private int at;

        HeldRun(int number, long[] keys, long[] ordinals, int rows) {
            super(number);
            this.keys = keys;
            this.ordinals = ordinals;
            this.rows = rows;
        }

        @Override
        boolean next() {
            if (at == rows) {
                return false;
            }
            key = keys[at];
            ordinal = ordinals[at++];
            return true;
        }
    }

    private static final class FileRun extends Run implements Closeable {
        private final DataInputStream in;
        private int left = RUN_ROWS;

        FileRun(int number, Path file) throws IOException {
            super(number);
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
        }

        @Override
        boolean next() throws IOException {
            if (left == 0) {
                return false;
            }
            left--;
            key = in.readLong();
            ordinal = in.readLong();
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** @param folder where files may be made */
    RankRuns(Path folder) {
        this.folder = folder;
    }

    void add(long key, long ordinal) throws IOException {
        if (held == RUN_ROWS) {
            spill();
        }
        if (held == keys.length) {
            keys = Arrays.copyOf(keys, held * 2);
            ordinals = Arrays.copyOf(ordinals, held * 2);
        }
        keys[held] = key;
        ordinals[held++] = ordinal;
    }

    /** After the last row was added. */
    void sort() throws IOException {
        sortHeld();
        for (int number = 0; number < files.size(); number++) {
            open(new FileRun(number, files.get(number)));
        }
        open(new HeldRun(files.size(), keys, ordinals, held));
    }

    private void open(Run run) throws IOException {
        runs.add(run);
        if (run.next()) {
            heads.add(run);
        }
    }

    /** The next row's key and ordinal into the first two places; false after the last row. */
    boolean next(long[] row) throws IOException {
        Run best = heads.poll();
        if (best == null) {
            return false;
        }
        row[0] = best.key;
        row[1] = best.ordinal;
        if (best.next()) {
            heads.add(best);
        }
        return true;
    }

    private void spill() throws IOException {
        sortHeld();
        Path file = Files.createTempFile(Files.createDirectories(folder), "run", "");
        files.add(file);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
            for (int i = 0; i < held; i++) {
                out.writeLong(keys[i]);
                out.writeLong(ordinals[i]);
            }
        }
        held = 0;
    }

    private void sortHeld() {
        long[] otherKeys = new long[keys.length];
        long[] otherOrdinals = new long[keys.length];
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            int[] places = places(shift);
            if (places.length == 0) {
                continue;
            }
            for (int i = 0; i < held; i++) {
                int place = places[digit(keys[i], shift)]++;
                otherKeys[place] = keys[i];
                otherOrdinals[place] = ordinals[i];
            }
            long[] sorted = otherKeys;
            otherKeys = keys;
            keys = sorted;
            sorted = otherOrdinals;
            otherOrdinals = ordinals;
            ordinals = sorted;
        }
    }

    /** Where the rows of each digit begin; empty where all have the same one. */
    private int[] places(int shift) {
        int[] places = new int[1 << DIGIT_BITS];
        for (int i = 0; i < held; i++) {
            places[digit(keys[i], shift)]++;
        }
        if (held == 0 || places[digit(keys[0], shift)] == held) {
            return new int[0];
        }
        int before = 0;
        for (int digit = 0; digit < places.length; digit++) {
            int rows = places[digit];
            places[digit] = before;
            before += rows;
        }
        return places;
    }

    private static int digit(long key, int shift) {
        return (int) ((key ^ Long.MIN_VALUE) >>> shift) & (1 << DIGIT_BITS) - 1;
    }

    @Override
    public void close() throws IOException {
        for (Run run : runs) {
            if (run instanceof FileRun file) {
                file.close();
            }
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
