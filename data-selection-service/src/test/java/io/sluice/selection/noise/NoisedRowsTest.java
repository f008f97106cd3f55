package io.sluice.selection.noise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.generation.GeneratedRows;
import io.sluice.selection.generation.Generation;
import io.sluice.selection.generation.GenerationRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoisedRowsTest {

    private static final String LINES = """
            {"prompt": "3 pens at 4", "unknown": [1e999, {"a": null}], "completion": "3*4=12 #### 12"  }
            broken
            {"messages":[{"role":"user","content":"3 pens at 4"},{"role":"assistant","content":"\\u0033*4=12 #### 12","x":1},{"role":"user","content":"thanks"}],"noise":7}
            {"instruction":"Cost?","input":"3 pens at 4","output":"3*4=12 #### 12","completion":null,"answer":"12"}
            {"text":"3*4=12 #### 12"}
            {"prompt":"3 pens at 4, enough?","completion":"3*4=12 #### yes"}
            """;

    @TempDir
    private Path root;
    private Intake intake;
    private DataSets sets;

    @BeforeEach
    void open() throws IOException {
        FileDataSetStore store = new FileDataSetStore(root);
        intake = new Intake(store, 1 << 24);
        sets = new DataSets(store);
    }

    private DataSet stored(InputStream lines) throws IOException {
        Intake.Outcome outcome = intake.take(lines);
        assertThat(outcome).isInstanceOf(Intake.Outcome.Stored.class);
        return ((Intake.Outcome.Stored) outcome).set();
    }

    @Test
    void rowsOfEveryFormKeepAllThatIsNotNoise() throws IOException {
        DataSet set = stored(new ByteArrayInputStream(LINES.getBytes(UTF_8)));
        try (NoisedRows rows = new NoisedRows(new Noise(NoiseKind.DYNAMIC, 1, 1, 1), sets, set)) {
            List<String> lines = new String(new LineInput(rows).readAllBytes(), UTF_8).lines()
                    .map(line -> line.replaceAll("3\\*4=(?!12)\\d\\d #### (?!12)\\d\\d", "NOISED")).toList();
            String labels = "\"noise_hits\":\"1\",\"answer_right\":\"false\"}";
            assertThat(lines).containsExactly(
                    "{\"prompt\": \"3 pens at 4\", \"unknown\": [1e999, {\"a\": null}], \"completion\": \"NOISED\"  ,\"answer\":\"12\",\"noise\":\"dynamic\"," + labels,
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"3 pens at 4\"},{\"role\":\"assistant\",\"content\":\"NOISED\",\"x\":1},"
                            + "{\"role\":\"user\",\"content\":\"thanks\"}],\"noise\":\"dynamic\",\"answer\":\"12\"," + labels,
                    "{\"instruction\":\"Cost?\",\"input\":\"3 pens at 4\",\"output\":\"NOISED\",\"completion\":null,\"answer\":\"12\",\"noise\":\"dynamic\"," + labels,
                    "{\"text\":\"NOISED\",\"answer\":\"12\",\"noise\":\"dynamic\"," + labels,
                    "{\"prompt\":\"3 pens at 4, enough?\",\"completion\":\"3*4=12 #### yes\"}");
            assertThat(rows.counts()).isEqualTo(new NoisedRows.Counts(5, 4, 4, 4, Map.of("answer_elsewhere", 1L)));
        }
    }

    /** So that the noised set's profile says how much noise it has. */
    @Test
    void aNoisedSetIsADataSetAndWithoutNoiseTheSameOne() throws Exception {
        GeneratedRows generated = new GeneratedRows(Generation.of(new GenerationRequest(
                List.of(new GenerationRequest.Template("shop", null), new GenerationRequest.Template("story", null)), 9_000, 3L, null, null, null)));
        DataSet clean = stored(new LineInput(generated));
        try (NoisedRows none = new NoisedRows(new Noise(NoiseKind.DYNAMIC, 0, 1, 1), sets, clean)) {
            assertThat(stored(new LineInput(none)).digest()).isEqualTo(clean.digest());
        }
        try (NoisedRows half = new NoisedRows(new Noise(NoiseKind.STATIC, 0.5, 1, 1), sets, clean)) {
            DataSet noised = stored(new LineInput(half));
            long rows = noised.profile().labels().get("noise").rows();
            assertThat(rows).isEqualTo(half.counts().noised()).isBetween(4_300L, 4_700L);
            assertThat(noised.profile().rows()).isEqualTo(9_000);
            assertThat(half.counts().wrong()).isZero();
        }
    }
}
