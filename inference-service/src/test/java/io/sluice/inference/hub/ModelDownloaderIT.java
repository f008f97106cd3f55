package io.sluice.inference.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDownloaderIT {

    private static final HubRepository TINY = new HubRepository("acme", "tiny");
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    private Path directory;
    private FakeHub hub;
    private byte[] weights;
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void publish() throws IOException {
        hub = new FakeHub();
        Path source = TinyModelFolder.llama().writeTo(directory.resolve("source"));
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json", WEIGHTS)) {
            hub.with(name, Files.readAllBytes(source.resolve(name)));
        }
        weights = Files.readAllBytes(source.resolve(WEIGHTS));
        hub.with("README.md", "# tiny".getBytes()).with("pytorch_model.bin", new byte[10]).with(".gitattributes", new byte[3])
                .with("evil.py", new byte[3]).with("../../escape.json", new byte[3]);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private ModelDownloader downloader(String token) {
        return new ModelDownloader(hub.address(), token, Duration.ofSeconds(20),
                (file, done, total) -> progress.add(file + " " + done + "/" + total));
    }

    private Path fetch() throws IOException {
        return downloader(null).fetch(TINY, "main", directory);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void fetchesWhatAModelNeedsAndNothingElse() throws IOException {
        Path folder = fetch();
        assertThat(folder).isEqualTo(directory.resolve("acme_tiny"));
        assertThat(names(folder)).containsExactly(".finished", "README.md", "config.json", WEIGHTS, "tokenizer.json",
                "tokenizer_config.json");
        assertThat(Files.readAllBytes(folder.resolve(WEIGHTS))).isEqualTo(weights);
        assertThat(progress).contains(WEIGHTS + " " + weights.length + "/" + weights.length);
        try (LanguageModel model = ModelLoader.load(folder, "tiny")) {
            assertThat(model.info().name()).isEqualTo("tiny");
        }
    }

    @Test
    void asksForNothingWhenTheModelIsThere() throws IOException {
        fetch();
        hub.requests.clear();
        assertThat(fetch()).isEqualTo(directory.resolve("acme_tiny"));
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void goesOnWhereABrokenTransferLeftOff() throws IOException {
        hub.cutting(WEIGHTS, 1000);
        fetch();
        assertThat(hub.requests).contains("/acme/tiny/resolve/main/" + WEIGHTS,
                "/acme/tiny/resolve/main/" + WEIGHTS + " bytes=1000-");
        assertThat(Files.readAllBytes(directory.resolve("acme_tiny").resolve(WEIGHTS))).isEqualTo(weights);
    }

    @Test
    void goesOnWhereAnEarlierRunLeftOff() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("acme_tiny"));
        Files.write(folder.resolve(WEIGHTS + ".part"), Arrays.copyOf(weights, 5000));
        fetch();
        assertThat(hub.requests).contains("/acme/tiny/resolve/main/" + WEIGHTS + " bytes=5000-");
        assertThat(Files.readAllBytes(folder.resolve(WEIGHTS))).isEqualTo(weights);
    }

    @Test
    void beginsAgainWhenTheServerKnowsNoRanges() throws IOException {
        hub.ignoresRanges = true;
        Path folder = Files.createDirectories(directory.resolve("acme_tiny"));
        Files.write(folder.resolve(WEIGHTS + ".part"), new byte[5000]);
        fetch();
        assertThat(Files.readAllBytes(folder.resolve(WEIGHTS))).isEqualTo(weights);
    }

    @Test
    void beginsAgainWhenTheRemainsAreOfAnotherFile() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("acme_tiny"));
        Files.write(folder.resolve(WEIGHTS + ".part"), new byte[weights.length + 7]);
        fetch();
        assertThat(Files.readAllBytes(folder.resolve(WEIGHTS))).isEqualTo(weights);
    }

    @Test
    void keepsNoFileWhoseDigestIsWrong() {
        hub.lies = true;
        assertThatThrownBy(this::fetch).isInstanceOf(HubException.class)
                .hasMessageContaining(WEIGHTS + " arrived damaged");
        assertThat(directory.resolve("acme_tiny").resolve(WEIGHTS)).doesNotExist();
        assertThat(directory.resolve("acme_tiny").resolve(".finished")).doesNotExist();
    }

    @Test
    void replacesADamagedFileThatIsThere() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("acme_tiny"));
        Files.write(folder.resolve(WEIGHTS), new byte[weights.length]);
        fetch();
        assertThat(Files.readAllBytes(folder.resolve(WEIGHTS))).isEqualTo(weights);
    }

    @Test
    void givesUpOnAServerThatFallsSilent() {
        hub.hangs = true;
        ModelDownloader impatient = new ModelDownloader(hub.address(), null, Duration.ofMillis(150), (_, _, _) -> { });
        assertThatThrownBy(() -> impatient.fetch(TINY, "main", directory)).isInstanceOf(HubException.class)
                .hasMessageContaining("broke off at 0 of " + weights.length + " bytes (run the command again to go on)");
    }

    @Test
    void sendsTheTokenToTheHubOnly() throws IOException {
        hub.token = "hf_secret";
        downloader("hf_secret").fetch(TINY, "main", directory);
        assertThat(hub.tokensAtStorage).isNotEmpty().containsOnly("null");
    }

    @Test
    void saysThatATokenIsNeededOrWrong() {
        hub.token = "hf_secret";
        assertThatThrownBy(this::fetch).isInstanceOf(HubException.class).hasMessageContaining("set HF_TOKEN");
        assertThatThrownBy(() -> downloader("hf_other").fetch(TINY, "main", directory))
                .isInstanceOf(HubException.class).hasMessageContaining("doesn't accept the access token")
                .message().doesNotContain("hf_other");
    }

    @ParameterizedTest
    @CsvSource({"403,accept the model's licence", "404,the hub has no acme/tiny", "429,come back later", "500,status 500"})
    void saysWhatTheHubRefused(int status, String sentence) {
        hub.status = status;
        assertThatThrownBy(this::fetch).isInstanceOf(HubException.class).hasMessageContaining(sentence);
    }

    @Test
    void refusesARepositoryWithoutSafetensors() throws IOException {
        try (FakeHub other = new FakeHub()) {
            other.with("config.json", new byte[2]).with("tokenizer.json", new byte[2]).with("pytorch_model.bin", new byte[9]);
            assertThatThrownBy(() -> new ModelDownloader(other.address(), null, (_, _, _) -> { })
                    .fetch(TINY, "main", directory)).hasMessage("acme/tiny has no weights in safetensors format");
        }
    }

    @Test
    void refusesAnIndexThatNamesFilesThatAreNotThere() throws IOException {
        try (FakeHub other = new FakeHub()) {
            other.with("config.json", new byte[2]).with("tokenizer.json", new byte[2])
                    .with("model-00002-of-00002.safetensors", new byte[9])
                    .with("model.safetensors.index.json",
                            "{\"metadata\": {}, \"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\"}}".getBytes());
            assertThatThrownBy(() -> new ModelDownloader(other.address(), null, (_, _, _) -> { })
                    .fetch(TINY, "main", directory)).hasMessageContaining("names weight files in its index");
        }
    }

    @Test
    void worksAsACommand() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        hub.token = "hf_secret";
        Map<String, String> environment = Map.of("HF_ENDPOINT", hub.address().toString(), "HF_TOKEN", "hf_secret");
        int status = PullCommand.run(new String[] {"acme/tiny", "--into", directory.toString()}, environment,
                new PrintStream(out), new PrintStream(err));
        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(out.toString()).contains("model.safetensors", "100 %").endsWith("acme_tiny" + System.lineSeparator());
        assertThat(out.toString()).doesNotContain("hf_secret");
    }

    @ParameterizedTest
    @CsvSource(value = {"acme|a repository is written OWNER/NAME", "a/b/c|a repository is written OWNER/NAME",
        "../tiny|OWNER and NAME are letters", "acme/..|OWNER and NAME are letters", "acme/a%2fb|OWNER and NAME are letters",
        "/tiny|OWNER and NAME are letters", "acme/|OWNER and NAME are letters", "acme/ti ny|OWNER and NAME are letters",
        "acme/x?y|OWNER and NAME are letters", "--into|--into needs a value", "-x|what is -x?"}, delimiter = '|')
    void refusesNamesThatAreNoRepository(String argument, String sentence) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = PullCommand.run(new String[] {argument}, Map.of("HF_ENDPOINT", hub.address().toString()),
                System.out, new PrintStream(err));
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains(sentence, "usage: pull");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void saysThatNobodyAnswers() {
        String address = hub.address().toString();
        hub.close();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(PullCommand.run(new String[] {"acme/tiny"}, Map.of("HF_ENDPOINT", address),
                System.out, new PrintStream(err))).isEqualTo(1);
        assertThat(err.toString()).contains("can't be reached");
    }
}
