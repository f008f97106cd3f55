package io.sluice.selection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.duplicate.DuplicateSearch;
import io.sluice.selection.duplicate.PrintMaker;
import io.sluice.selection.ranking.Constraints;
import io.sluice.selection.ranking.Quota;
import io.sluice.selection.ranking.ScoreSource;
import io.sluice.selection.ranking.Selection;
import io.sluice.selection.row.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In JVMs whose heap is smaller than the ordinals of their rows, let alone the rows. */
class SmallHeapIT {

    private static final int HEAP_MIB = 32;

    @TempDir
    private Path folder;

    @Test
    void twoMillionRowsAreCutAndMergedUnderQuotas() throws Exception {
        assertThat(run(CutAndMerge.class)).isEqualTo("selected 1000000, of the quota 300000");
    }

    @Test
    void anUploadLargerThanTheHeapIsTakenReadAndSearchedForDuplicates() throws Exception {
        assertThat(run(TakeAndSearch.class)).isEqualTo("rows 300000, repeats 100000, near 0, exact 100000");
    }

    static final class CutAndMerge {

        private static final int ROWS = 2_000_000;
        private static final int SHARD = 8192;

        public static void main(String[] arguments) throws IOException {
            ScoreSource scores = new ScoreSource() {
                @Override
                public int shards() {
                    return (ROWS + SHARD - 1) / SHARD;
                }

                @Override
                public double[] shard(int shard) {
                    SplittableRandom random = new SplittableRandom(shard);
                    double[] all = new double[Math.min(SHARD, ROWS - shard * SHARD)];
                    Arrays.setAll(all, i -> random.nextInt(20) == 0 ? Double.NaN : random.nextInt(100_000));
                    return all;
                }

                @Override
                public int shardRecords() {
                    return SHARD;
                }
            };
            Constraints constraints = new Constraints(List.of(new Quota(0, 0, 0, 300_000)), List.of(ordinal -> (int) (ordinal % 2)), null, 1);
            Selection.Result result = new Selection(scores, Path.of(arguments[0]), 1_000_000, constraints).choose((rank, ordinal, score) -> { });
            System.out.println("selected " + result.selected() + ", of the quota " + result.ofQuota().getFirst());
        }
    }

    static final class TakeAndSearch {

        private static final int ROWS = 300_000;

        public static void main(String[] arguments) throws IOException {
            FileDataSetStore store = new FileDataSetStore(Path.of(arguments[0], "store"));
            Intake.Outcome outcome = new Intake(store, Long.MAX_VALUE).take(new Rows(ROWS));
            DataSet set = ((Intake.Outcome.Stored) outcome).set();
            DataSets sets = new DataSets(store);
            PrintMaker prints = new PrintMaker(true);
            long[] found = new long[3];
            try (DuplicateSearch search = new DuplicateSearch(Path.of(arguments[0], "search"), OptionalDouble.of(0.9), Set.of())) {
                for (int shard = 0; shard < set.shards(); shard++) {
                    try (RowReader reader = sets.shard(set, shard)) {
                        for (Read read = reader.next(); read != null; read = reader.next()) {
                            search.add(prints.of((Row) read.result()), read.ordinal());
                        }
                    }
                }
                search.tell((ordinal, kind, first) -> found[kind.ordinal()]++);
            }
            System.out.println("rows " + set.profile().rows() + ", repeats " + set.profile().repeats() + ", near " + found[2] + ", exact " + found[1]);
        }
    }

    /** Every third row repeats the one before; apart from that they have little in common. */
    private static final class Rows extends InputStream {

        private final int rows;
        private int row;
        private byte[] line = new byte[0];
        private int at;

        Rows(int rows) {
            this.rows = rows;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (at == line.length) {
                if (row == rows) {
                    return -1;
                }
                SplittableRandom random = new SplittableRandom(row % 3 == 2 ? row - 1 : row);
                line = ("{\"id\": " + row++ + ", \"text\": \"" + Long.toString(random.nextLong(), 36) + Long.toString(random.nextLong(), 36) + "\"}\n")
                        .getBytes(UTF_8);
                at = 0;
            }
            int given = Math.min(length, line.length - at);
            System.arraycopy(line, at, into, from, given);
            at += given;
            return given;
        }
    }

    private String run(Class<?> main) throws Exception {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP_MIB + "m", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (InputStream out = child.getInputStream()) {
            String told = new String(out.readAllBytes(), UTF_8).strip();
            assertThat(child.waitFor()).as("exit status; it said: %s", told).isZero();
            return told;
        } finally {
            child.destroyForcibly();
        }
    }
}
