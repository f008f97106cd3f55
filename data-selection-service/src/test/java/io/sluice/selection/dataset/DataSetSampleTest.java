package io.sluice.selection.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.RowSample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetSampleTest {

    private static final int RECORDS = DataSet.SHARD_RECORDS + 2_000;

    @TempDir
    private Path root;
    private FileDataSetStore store;
    private DataSets sets;

    @BeforeEach
    void open() throws IOException {
        store = new FileDataSetStore(root);
        sets = new DataSets(store);
    }

    @Test
    void isTheSampleOfTheSameRowsInMemoryHoweverFewAreWanted() throws IOException {
        DataSet set = stored(false);
        List<Row> rows = read(set);
        assertThat(rows).hasSize(RECORDS);
        for (int wanted : new int[] {0, 1, 100, RECORDS / 16, RECORDS / 3, RECORDS - 1, RECORDS, 2 * RECORDS}) {
            assertThat(sample(set, wanted, 7)).as("%d rows", wanted).isEqualTo(sample(RowSample.of(rows), wanted, 7)).hasSize(Math.min(wanted, RECORDS));
        }
        assertThat(sample(set, 100, 8)).isNotEqualTo(sample(set, 100, 7));
    }

    @Test
    void neverHasRecordsThatWereSetAside() throws IOException {
        DataSet set = stored(true);
        List<Row> rows = read(set);
        assertThat(set.profile().faults()).containsKeys("not_json", "duplicate_id", "too_long");
        assertThat(rows).hasSize((int) set.profile().rows()).hasSizeLessThan(RECORDS);
        for (int wanted : new int[] {1, 100, 3_000, rows.size(), 2 * RECORDS}) {
            assertThat(sample(set, wanted, 7)).isEqualTo(sample(RowSample.of(rows), wanted, 7)).hasSize(Math.min(wanted, rows.size()));
        }
    }

    @Test
    void saysWhichDataSetIsGone() throws IOException {
        DataSet set = stored(false);
        store.delete(set.digest());
        assertThatThrownBy(() -> sample(set, 100, 7)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(set.digest());
        assertThatThrownBy(() -> sample(set, RECORDS, 7)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(set.digest());
    }

    private List<Row> sample(DataSet set, long wanted, long seed) {
        return sample(new DataSetSample(sets, set), wanted, seed);
    }

    private static List<Row> sample(RowSample from, long wanted, long seed) {
        List<Row> taken = new ArrayList<>();
        from.each(wanted, seed, taken::add);
        return taken;
    }

    private List<Row> read(DataSet set) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int shard = 0; shard < set.shards(); shard++) {
            try (RowReader reader = sets.shard(set, shard)) {
                for (Read read = reader.next(); read != null; read = reader.next()) {
                    if (read.result() instanceof Row row) {
                        rows.add(row);
                    }
                }
            }
        }
        return rows;
    }

    private DataSet stored(boolean faulty) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) {
            if (faulty && i % 5 == 2) {
                lines.append("broken\n");
            } else if (faulty && i == 78) {
                lines.append("{\"text\": \"").append("x".repeat(JsonLinesReader.LINE_BYTES_MAX)).append("\"}\n");
            } else {
                lines.append("{\"id\": ").append(faulty && i % 9 == 0 ? 0 : i).append(", \"text\": \"row ").append(i).append("\"}\n");
            }
        }
        return ((Intake.Outcome.Stored) new Intake(store, 1L << 32).take(new ByteArrayInputStream(lines.toString().getBytes(UTF_8)))).set();
    }
}
