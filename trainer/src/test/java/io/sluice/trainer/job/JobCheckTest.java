package io.sluice.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.contracts.training.TrainingJob.Budget;
import io.sluice.contracts.training.TrainingJob.DataReference;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.dataset.DataSetClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCheckTest {

    private static final Path MODELS = Path.of("..", "models");
    private static final Budget FEW = new Budget(10, null);
    private static final String LINE = "{\"prompt\":\"Say %d\",\"completion\":\"#### %d\"}\n";

    @TempDir
    Path files;

    private JobCheck check;

    @BeforeEach
    void begin() {
        check = new JobCheck(MODELS, files, new JobLimits(1000, 100, 10, 3), null);
    }

    private JobOrder sound(TrainingJob job) {
        assertThat(check.check(job)).isInstanceOf(JobCheck.Checked.Sound.class);
        return ((JobCheck.Checked.Sound) check.check(job)).order();
    }

    private void refused(TrainingJob job, String code, String field) {
        assertThat(check.check(job)).isInstanceOfSatisfying(JobCheck.Checked.Unsound.class, unsound -> {
            assertThat(unsound.refusal().code()).isEqualTo(code);
            assertThat(unsound.refusal().field()).isEqualTo(field);
            assertThat(unsound.refusal().message()).isNotBlank();
        });
    }

    private static TrainingJob of(String kind, String task, Budget budget, Map<String, String> settings) {
        return Jobs.job("job-1", kind, task, null, budget, settings);
    }

    @Test
    void aSoundJobHasItsPlanItsBaseAndItsData() {
        JobOrder order = sound(Jobs.lora("job-1", 60));
        assertThat(order.plan().steps()).isEqualTo(60);
        assertThat(order.plan().seed()).isEqualTo(3);
        assertThat(order.plan().batchRows()).isEqualTo(4);
        assertThat(order.plan().settings().rank()).isEqualTo(2);
        assertThat(order.data().train()).hasSize(40);
        assertThat(order.base().name()).isEqualTo("sluice-small");
        assertThat(order.testItems()).isEqualTo(5);
    }

    @Test
    void aFileIsTakenFromTheFolderOfDataWhenItsDigestIsTheJobs() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append(LINE.formatted(i, i));
        }
        Files.writeString(files.resolve("say.jsonl"), lines);
        JobOrder order = sound(Jobs.job("job-1", "lora", null, new DataReference("say.jsonl", null), FEW, Map.of()));
        assertThat(order.data().source()).isEqualTo("say.jsonl");
        sound(Jobs.job("job-1", "lora", null, new DataReference("say.jsonl", order.data().digest()), FEW, Map.of()));
        refused(Jobs.job("job-1", "lora", null, new DataReference("say.jsonl", "aa"), FEW, Map.of()), "other_data", "data.digest");
    }

    /** A service that has one data set. */
    @Test
    void aDataSetIsFetchedByItsDigestOnceAndCheckedOnItsWay() throws Exception {
        byte[] lines = IntStream.range(0, 60).mapToObj(i -> LINE.formatted(i, i)).collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8);
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(lines));
        String other = "ab".repeat(32);
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/datasets/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            boolean known = asked.getLast().contains(digest) || asked.getLast().contains(other);
            exchange.sendResponseHeaders(known ? 200 : 404, known ? lines.length : -1);
            exchange.getResponseBody().write(known ? lines : new byte[0]);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        JobLimits limits = new JobLimits(1000, 100, 10, 3);
        try (DataSetClient rows = new DataSetClient(url, null, Duration.ZERO)) {
            check = new JobCheck(MODELS, files, limits, rows);
            JobOrder order = sound(Jobs.job("job-1", "lora", null, new DataReference("rows.jsonl", digest), FEW, Map.of()));
            assertThat(order.data().digest()).isEqualTo(digest);
            assertThat(asked).containsExactly("/datasets/" + digest + "/download");
            refused(Jobs.job("job-1", "lora", null, new DataReference("other.jsonl", other), FEW, Map.of()), "unknown_data", "data.digest");
            refused(Jobs.job("job-1", "lora", null, new DataReference("none.jsonl", "cd".repeat(32)), FEW, Map.of()), "unknown_data", "data.digest");
            refused(Jobs.job("job-1", "lora", null, new DataReference("none.jsonl", "../x"), FEW, Map.of()), "invalid_value", "data.digest");
            server.stop(0);
            assertThat(check.check(Jobs.job("job-1", "lora", null, new DataReference("none.jsonl", "cd".repeat(32)), FEW, Map.of())))
                    .isInstanceOfSatisfying(JobCheck.Checked.Unknown.class, unknown -> assertThat(unknown.failure().code()).isEqualTo("data_away"));
        }
        try (Stream<Path> left = Files.list(files)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly("rows.jsonl");
        }
    }

    @Test
    void aDataSetIsLearnedFromAsAWhole() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append("{\"instruction\":\"Say %d\",\"output\":\"%s\"}\n".formatted(i, "x".repeat(1_000)));
        }
        Path file = Files.writeString(files.resolve("rows"), lines);
        DataReference reference = DataReference.dataSet(AdapterData.ofDataSet(file, "", List.of(), 10).digest(), null, List.of());
        Files.move(file, files.resolve(reference.file()));
        JobOrder order = sound(Jobs.job("job-1", "lora", null, reference, FEW, Map.of("row-characters", "100")));
        assertThat(order.data().train()).hasSize(60).allSatisfy(task -> assertThat(task.completion()).hasSize(100));
        assertThat(order.data().test()).isEmpty();
        assertThat(order.data().source()).isEqualTo("data set sha256:" + reference.digest());
        refused(Jobs.job("job-1", "lora", null, reference, FEW, Map.of("row-characters", "0")), "invalid_value", "settings.row-characters");
        refused(Jobs.job("job-1", "lora", null, DataReference.dataSet(reference.digest(), null, List.of("a b")), FEW, Map.of()), "invalid_value", "data.parents");
    }

    @Test
    void whatDataCanNotBeReadIsSaid() throws IOException {
        Files.writeString(files.resolve("broken.jsonl"), "{\"prompt\":3}\n");
        refused(Jobs.job("job-1", "lora", null, new DataReference("broken.jsonl", null), FEW, Map.of()), "unreadable_data", "data.file");
        refused(Jobs.job("job-1", "lora", null, new DataReference("none.jsonl", null), FEW, Map.of()), "unknown_data", "data.file");
        refused(Jobs.job("job-1", "lora", null, new DataReference("../job.txt", null), FEW, Map.of()), "invalid_value", "data.file");
        refused(Jobs.job("job-1", "lora", null, null, FEW, Map.of()), "invalid_value", "task");
        refused(Jobs.job("job-1", "lora", "mirror", new DataReference("a", null), FEW, Map.of()), "invalid_value", "task");
    }

    @Test
    void aJobNamesItsFaultyField() {
        refused(Jobs.lora("../job", 10), "invalid_value", "id");
        refused(of("lora", "juggle", FEW, Map.of()), "unknown_task", "task");
        refused(of("magic", "mirror", FEW, Map.of()), "unknown_kind", "kind");
        refused(of("lora", "mirror", new Budget(0, null), Map.of()), "invalid_value", "budget.steps");
        refused(of("lora", "mirror", new Budget(1001, null), Map.of()), "invalid_value", "budget.steps");
        refused(of("lora", "mirror", new Budget(10, 101.0), Map.of()), "invalid_value", "budget.cpuSecondsMax");
        refused(of("lora", "mirror", new Budget(10, Double.NaN), Map.of()), "invalid_value", "budget.cpuSecondsMax");
        refused(of("lora", "mirror", FEW, Map.of("rnak", "4")), "invalid_value", "settings");
        refused(of("lora", "mirror", FEW, Map.of("rank", "0")), "invalid_value", "settings");
        refused(of("lora", "mirror", FEW, Map.of("rank", "2.5")), "invalid_value", "settings");
        refused(of("lora", "mirror", FEW, Map.of("examples", "many")), "invalid_value", "settings.examples");
    }

    @Test
    void theBaseHasToBeThereAndToBeTheOneThatWasMeant() {
        refused(new TrainingJob("j", "a", "sluice-huge", null, "lora", "mirror", null, 1, FEW, Map.of(), List.of()), "unknown_base", "base");
        refused(new TrainingJob("j", "a", "..", null, "lora", "mirror", null, 1, FEW, Map.of(), List.of()), "invalid_value", "base");
        refused(new TrainingJob("j", "a", "sluice-small", "aa", "lora", "mirror", null, 1, FEW, Map.of(), List.of()), "other_base", "baseDigest");
    }
}
