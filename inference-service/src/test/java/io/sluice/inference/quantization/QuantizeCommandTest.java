package io.sluice.inference.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.fixture.SafetensorsWriter;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizeCommandTest {

    private static final Path SHIPPED = Path.of("..", "models", "sluice-small");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return QuantizeCommand.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private List<String> content() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Relative root mean square error of all logits of a prompt: the weights' rounding, through every layer. */
    @ParameterizedTest
    @CsvSource({"q8_0, 0.05", "q4_0, 0.45"})
    void aShippedModelLoadsAgainAndStaysClose(String format, double bound) {
        Path target = folder.resolve("packed");
        assertThat(run(SHIPPED.toString(), "--to", format, "--out", target.toString())).as(errors()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("model.layers.0.self_attn.q_proj.weight")
                .contains("to " + format + "  relative RMS error").contains("model.norm.weight").contains("kept")
                .endsWith(target + "\n");
        assertThat(target.resolve("tokenizer.json")).exists();
        assertThat(target.resolve("reference.json")).doesNotExist();
        double squares = 0;
        double errors = 0;
        try (LanguageModel exact = ModelLoader.load(SHIPPED, "exact"); LanguageModel packed = ModelLoader.load(target, "packed")) {
            assertThat(packed.info().parameters()).isEqualTo(exact.info().parameters());
            assertThat(packed.info().origin()).isEqualTo(exact.info().digest());
            assertThat(packed.info().digest()).isNotEqualTo(exact.info().digest());
            assertThat(packed.info().takesAdaptersOf(exact.info().digest())).isTrue();
            int[] prompt = exact.tokenizer().encode("user: 17 + 25 = ? reverse abc");
            float[][] expected = logits(exact, prompt);
            float[][] got = logits(packed, prompt);
            for (int t = 0; t < prompt.length; t++) {
                for (int i = 0; i < expected[t].length; i++) {
                    squares += (double) expected[t][i] * expected[t][i];
                    errors += Math.pow((double) expected[t][i] - got[t][i], 2);
                }
            }
        }
        assertThat(Math.sqrt(errors / squares)).isLessThan(bound).isPositive();
    }

    private static float[][] logits(LanguageModel model, int[] prompt) {
        try (KvCache cache = model.allocate(prompt.length)) {
            return model.forward(List.of(new Segment(cache, prompt, Logits.ALL))).getFirst();
        }
    }

    @Test
    void namesTheNewFolderAfterTheOldOneAndTheFormat() throws IOException {
        TinyModelFolder.llama().shards(3).tied(false).writeTo(Files.createDirectory(folder.resolve("tiny")));
        assertThat(run(folder.resolve("tiny").toString(), "--to", "Q4_0")).as(errors()).isZero();
        assertThat(content()).containsExactly("tiny", "tiny-q4_0");
        ModelLoader.load(folder.resolve("tiny-q4_0"), "packed").close();
    }

    @Test
    void refusesWrongArguments() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(errors()).contains("which folder?").contains("usage:");
        assertThat(run("x")).isEqualTo(2);
        assertThat(errors()).contains("--to is missing");
        assertThat(run("x", "--to", "q3")).isEqualTo(2);
        assertThat(errors()).contains("there is no format q3; there are q4_0 and q8_0");
        assertThat(run("x", "y", "--to", "q4_0")).isEqualTo(2);
        assertThat(errors()).contains("what is y?");
        assertThat(run("x", "--to")).isEqualTo(2);
        assertThat(errors()).contains("--to needs a value");
        assertThat(content()).isEmpty();
    }

    @Test
    void refusesWhatIsNoModelFolder() throws IOException {
        String missing = folder.resolve("missing").toString();
        assertThat(run(missing, "--to", "q4_0")).isEqualTo(1);
        assertThat(errors()).contains(missing + " doesn't exist");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(run(file.toString(), "--to", "q4_0")).isEqualTo(1);
        assertThat(errors()).contains("is no folder");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(run(empty.toString(), "--to", "q4_0")).isEqualTo(1);
        assertThat(errors()).contains("config.json is missing");
        Files.writeString(empty.resolve("config.json"), "{}");
        assertThat(run(empty.toString(), "--to", "q4_0")).isEqualTo(1);
        assertThat(errors()).contains("neither model.safetensors nor");
        Files.writeString(empty.resolve("config.json"), "{");
        assertThat(run(empty.toString(), "--to", "q4_0")).isEqualTo(1);
        assertThat(errors()).contains("config.json can't be read");
        assertThat(content()).containsExactly("empty", "file");
    }

    @Test
    void refusesWhatIsQuantisedAlreadyAndWhatIsThere() throws IOException {
        Path tiny = Files.createDirectory(folder.resolve("tiny"));
        TinyModelFolder.llama().writeTo(tiny);
        String packed = folder.resolve("packed").toString();
        assertThat(run(tiny.toString(), "--to", "q8_0", "--out", packed)).isZero();
        assertThat(run(tiny.toString(), "--to", "q8_0", "--out", packed)).isEqualTo(1);
        assertThat(errors()).contains(packed + " exists");
        assertThat(run(packed, "--to", "q4_0")).isEqualTo(1);
        assertThat(errors()).contains("already quantised").contains("is stored as I8");
        assertThat(content()).containsExactly("packed", "tiny");
    }

    @Test
    void leavesNothingBehindWhenAWeightIsDamaged() throws IOException {
        Path tiny = Files.createDirectory(folder.resolve("tiny"));
        TinyModelFolder files = TinyModelFolder.llama();
        files.writeTo(tiny);
        var weights = files.weights();
        weights.get("model.layers.1.mlp.down_proj.weight").values()[96 * 5 + 40] = Float.NaN;
        SafetensorsWriter.write(tiny.resolve("model.safetensors"), weights, SafetensorsWriter.Type.F32);
        assertThat(run(tiny.toString(), "--to", "q4_0")).isEqualTo(1);
        assertThat(errors()).contains("the tensor model.layers.1.mlp.down_proj.weight is damaged: row 5, column 40");
        assertThat(content()).containsExactly("tiny");
    }

    @Test
    void refusesRowsThatAreNoMultipleOfABlock() throws IOException {
        Path tiny = Files.createDirectory(folder.resolve("tiny"));
        TinyModelFolder.llama().width(50).mlpWidth(70).heads(3, 3, 22).writeTo(tiny);
        assertThat(run(tiny.toString(), "--to", "q4_0")).isEqualTo(1);
        assertThat(errors()).contains("multiples of 32");
        assertThat(content()).containsExactly("tiny");
    }
}
