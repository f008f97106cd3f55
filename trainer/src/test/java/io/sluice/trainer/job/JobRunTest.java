package io.sluice.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.training.TrainingJob;
import io.sluice.contracts.training.TrainingJob.DataReference;
import io.sluice.trainer.adapter.AdapterData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JobRunTest {

    private static final JobLimits LIMITS = new JobLimits(1000, 100, 4, 2);

    @TempDir
    Path work;

    private final JobRun runs = new JobRun(Path.of("..", "models"), Path.of("none"), LIMITS, "1+abc", null);

    /** What is wanted at each look, GO_ON after that. */
    private static final class Script implements JobProgress {

        private final List<Wish> wishes;
        private final List<String> told = new ArrayList<>();

        Script(Wish... wishes) {
            this.wishes = new ArrayList<>(List.of(wishes));
        }

        @Override
        public void started(int step, int steps) {
            told.add("started " + step + "/" + steps);
        }

        @Override
        public void progressed(int step, int steps, double loss, double cpuSeconds) {
            told.add("progressed " + step + "/" + steps);
        }

        @Override
        public Wish wish() {
            return wishes.isEmpty() ? Wish.GO_ON : wishes.removeFirst();
        }
    }

    private JobFolder folder(String id) {
        return new JobFolder(work, id);
    }

    private byte[] weights(JobFolder folder) throws IOException {
        return Files.readAllBytes(folder.adapter().resolve("adapter_model.safetensors"));
    }

    @Test
    void aJobThatIsLeftGoesOnFromItsCheckpointToTheSameBytes() throws IOException {
        Script whole = new Script();
        assertThat(runs.run(Jobs.lora("whole", 10), folder("whole"), whole)).isInstanceOf(Outcome.Trained.class);
        assertThat(whole.told).containsExactly("started 0/10", "progressed 4/10", "progressed 8/10", "progressed 10/10");

        TrainingJob job = Jobs.lora("cut", 10);
        assertThat(runs.run(job, folder("cut"), new Script(Wish.GO_ON, Wish.LEAVE))).isInstanceOf(Outcome.Interrupted.class);
        Script rest = new Script();
        assertThat(runs.run(job, folder("cut"), rest)).isInstanceOf(Outcome.Trained.class);

        assertThat(rest.told).containsExactly("started 4/10", "progressed 8/10", "progressed 10/10");
        assertThat(weights(folder("cut"))).isEqualTo(weights(folder("whole")));
    }

    @Test
    void theManifestOfADataSetLeadsBackToItsRowsAndWhatTheyWereChosenFrom() throws IOException {
        String lines = "{\"text\":\"Once upon a time\"}\nbroken\n{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]}\n";
        Path file = Files.writeString(work.resolve("rows"), lines);
        DataReference rows = DataReference.dataSet(AdapterData.ofDataSet(file, "", List.of(), 600).digest(), "selection job s-1", List.of("pool", "target"));
        Files.move(file, work.resolve(rows.file()));
        TrainingJob job = Jobs.job("rows", "lora", null, rows, new TrainingJob.Budget(2, null),
                Map.of("batch-rows", "2", "rank", "2", "test-items", "1", "replay", "0"));
        JobRun here = new JobRun(Path.of("..", "models"), work, LIMITS, "1+abc", null);
        assertThat(here.run(job, folder("rows"), new Script())).isInstanceOf(Outcome.Trained.class);
        JsonNode data = JsonMapper.shared().readTree(Files.readString(folder("rows").adapter().resolve("sluice.json"))).path("data");
        assertThat(data.path("digest").asString()).isEqualTo(rows.digest());
        assertThat(data.path("source").asString()).isEqualTo("selection job s-1");
        assertThat(data.path("items").asInt()).isEqualTo(2);
        assertThat(data.path("parents").values().stream().map(JsonNode::asString)).containsExactly("pool", "target");
    }

    @Test
    void theFolderHoldsJobSeedDataCodeAndWhatTheOldTasksLost() throws IOException {
        runs.run(Jobs.lora("job-7", 4), folder("job-7"), new Script());
        JsonNode lineage = JsonMapper.shared().readTree(Files.readString(folder("job-7").adapter().resolve("sluice.json")));
        assertThat(lineage.path("training").path("job").asString()).isEqualTo("job-7");
        assertThat(lineage.path("training").path("seed").asLong()).isEqualTo(3);
        assertThat(lineage.path("training").path("codeVersion").asString()).isEqualTo("1+abc");
        assertThat(lineage.path("training").path("settings").path("replay").asString()).isEqualTo("0.5");
        assertThat(lineage.path("data").path("digest").asString()).hasSize(64);
        assertThat(lineage.path("metrics").path("oldTasks").isNumber()).isTrue();
        assertThat(lineage.path("metrics").path("oldTasksBefore").isNumber()).isTrue();
        assertThat(lineage.path("metrics").path("oldTaskItems").asInt()).isEqualTo(5);
        assertThat(lineage.path("tags").valueStream().map(JsonNode::asString)).contains("lora", "test");
    }

    @Test
    void whatIsTrainedIsNotTrainedAgain() throws IOException {
        runs.run(Jobs.lora("job", 4), folder("job"), new Script());
        Script again = new Script();
        assertThat(runs.run(Jobs.lora("job", 4), folder("job"), again)).isInstanceOf(Outcome.Trained.class);
        assertThat(again.told).isEmpty();
    }

    @Test
    void aCancelledJobStopsWhereItIs() throws IOException {
        assertThat(runs.run(Jobs.lora("job", 10), folder("job"), new Script(Wish.GO_ON, Wish.CANCEL)))
                .isEqualTo(new Outcome.Cancelled(4));
        assertThat(folder("job").adapter()).doesNotExist();
    }

    @Test
    void aJobThatTakesMoreThanItsBudgetFails() throws IOException {
        TrainingJob job = Jobs.job("job", "lora", "mirror", null, new TrainingJob.Budget(10, 1e-6), Map.of("batch-rows", "4", "test-items", "5"));
        assertThat(runs.run(job, folder("job"), new Script()))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.code()).isEqualTo("budget_exceeded"));
    }

    @Test
    void aJobThatKeepsEndingTheProcessIsGivenUp() throws IOException {
        folder("job").begin();
        folder("job").begin();
        assertThat(runs.run(Jobs.lora("job", 10), folder("job"), new Script()))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.code()).isEqualTo("gave_up"));
    }

    @Test
    void startsThatReachedACheckpointDoNotCount() throws IOException {
        folder("job").begin();
        assertThat(runs.run(Jobs.lora("job", 10), folder("job"), new Script(Wish.GO_ON, Wish.LEAVE)))
                .isInstanceOf(Outcome.Interrupted.class);
        folder("job").begin();
        assertThat(runs.run(Jobs.lora("job", 10), folder("job"), new Script())).isInstanceOf(Outcome.Trained.class);
    }

    @Test
    void moreHeadsThanThereAreIsTheJobsFault() throws IOException {
        TrainingJob job = Jobs.job("job", "lofit", "mirror", null, new TrainingJob.Budget(10, null), Map.of("heads", "400"));
        assertThat(runs.run(job, folder("job"), new Script())).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void noIdentityLeadsOutOfTheWorkFolder() {
        assertThat(new JobFolder(work, "../../x").adapter()).isEqualTo(work.resolve("job-.._.._x").resolve("adapter"));
    }
}
