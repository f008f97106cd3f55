package io.sluice.selection.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImproveCommandTest {

    private static final Instant AT = ScriptedService.AT;
    private static final Judgement.Figures FIGURES = new Judgement.Figures("sluice-large:letters@1", "sluice-large", 0.95,
            new Judgement.Paired(100, 80, 20, 60, 0, 0, 0.6, 0.5, 0.7, 0, 1e-9), null);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return ImproveCommand.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                false, Clock.fixed(AT.plusSeconds(90), ZoneOffset.UTC));
    }

    private int improve(ScriptedService service, String... more) throws IOException {
        Path pool = Files.writeString(folder.resolve("pool.jsonl"), "{\"text\":\"a\"}\n");
        return run(Stream.concat(Stream.of("--service", service.url(), "--adapter", "letters", "--pool", pool.toString(), "--held-out", "questions"),
                Arrays.stream(more)).toArray(String[]::new));
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static List<Function<PipelineRequest, PipelineEvent>> upToJudging(Judgement judgement) {
        String id = ScriptedService.ID;
        return new ArrayList<>(List.of(
                request -> new PipelineEvent.Checked(id, "w", 100, 0, AT.plusSeconds(1)),
                request -> new PipelineEvent.Selected(id, "w", id + "-select",
                        new SelectionResult("ee".repeat(32), "ff", 10, 10, Map.of(), 0, 0, 1.0), AT.plusSeconds(2)),
                request -> new PipelineEvent.Delayed(id, "w", new Pipeline.Reason(PipelineStep.TRAIN, "no_trainer_yet", null, "no trainer"), AT),
                request -> new PipelineEvent.Trained(id, "w", new Pipeline.Candidate("1", "ab", id + "-train", Map.of()), AT.plusSeconds(40)),
                request -> new PipelineEvent.Judged(id, "w", null, judgement, AT.plusSeconds(45))));
    }

    @Test
    void aPromotionIsFollowedStepByStepAndSaysHowToTakeItBack() throws IOException {
        List<Function<PipelineRequest, PipelineEvent>> facts = upToJudging(new Judgement.Better(FIGURES, "it gains 60 points"));
        facts.add(request -> new PipelineEvent.Tried(ScriptedService.ID, "w", 0, 0, AT.plusSeconds(46)));
        facts.add(request -> new PipelineEvent.Promoted(ScriptedService.ID, "w", "1", null, AT.plusSeconds(47)));
        try (ScriptedService service = new ScriptedService(facts)) {
            assertThat(improve(service, "--set", "compressor=zstd", "--train-set", "rank=4", "--budget", "10%")).isZero();

            PipelineRequest request = service.request();
            assertThat(request.selection().pool()).isEqualTo("sha256:" + "ab".repeat(32));
            assertThat(request.selection().settings()).isEqualTo(Map.of("compressor", "zstd"));
            assertThat(request.selection().budget().share()).isEqualTo(0.1);
            assertThat(request.training().settings()).isEqualTo(Map.of("rank", "4"));
            assertThat(service.asked()).startsWith("upload {\"text\":\"a\"}", "POST /pipelines");
        }
        assertThat(told().lines()).containsSubsequence("pipeline pipe_1", "check    done after 1.0 s", "select   done after 1.0 s: 10 rows",
                "train    waits: no trainer", "train    done after 38.0 s: letters@1", "judge    done after 5.0 s: better", "canary   done after 1.0 s",
                "promote  done after 1.0 s: it answers", "it gains 60 points",
                "promoted: letters@1 answers, which learned from data set " + "ee".repeat(32),
                "to take it back: ./sluice improve --rollback pipe_1");
        assertThat(errors()).contains("1 of 4 shards", "150 of 600 steps");
    }

    @Test
    void aRejectionSaysWhyAndWhatMayHelpAndNothingIsTriedAfterIt() throws IOException {
        List<Function<PipelineRequest, PipelineEvent>> facts = upToJudging(new Judgement.WorseElsewhere(FIGURES, "it loses 4 points elsewhere"));
        facts.add(request -> new PipelineEvent.Rejected(ScriptedService.ID, "w",
                new Pipeline.Reason(PipelineStep.JUDGE, "worse_elsewhere", null, "it loses 4 points elsewhere"), AT.plusSeconds(46)));
        try (ScriptedService service = new ScriptedService(facts)) {
            assertThat(improve(service)).isEqualTo(1);
        }
        assertThat(told()).contains("judge    done after 5.0 s: worse elsewhere", "\nit loses 4 points elsewhere\nrejected: worse_elsewhere\nnothing has changed")
                .doesNotContain("canary");
        assertThat(errors()).doesNotContain("canary");
    }

    @Test
    void oneThatWasBegunBeforeIsWatchedCancelledAndTakenBack() throws IOException {
        try (ScriptedService service = new ScriptedService(List.of(request -> new PipelineEvent.Cancelled(ScriptedService.ID, "ops", AT.plusSeconds(9))))) {
            assertThat(improve(service, "--detach")).isZero();
            assertThat(told()).endsWith("pipeline pipe_1" + System.lineSeparator());
            assertThat(errors()).contains("--watch pipe_1 follows it again, --cancel pipe_1 ends it");

            assertThat(run("--service", service.url(), "--cancel", "pipe_1")).as("cancelled is what was wanted").isZero();
            assertThat(service.asked()).contains("POST /pipelines/pipe_1/cancel");
            assertThat(service.now().status()).isEqualTo(Pipeline.Status.CANCELLED);
            assertThat(told()).contains("check    stopped after 9.0 s").endsWith("cancelled" + System.lineSeparator());
            assertThat(run("--service", service.url(), "--watch", "pipe_1")).as("which is no promotion").isEqualTo(1);
        }
    }

    @Test
    void wrongInputIsNamedInALine() throws IOException {
        assertThat(run("--pool", "p", "--held-out", "q")).isEqualTo(2);
        assertThat(run("--adapter", "a", "--steps", "many")).isEqualTo(2);
        assertThat(run("--adapter", "a", "--pool", "p", "--held-out", "q", "--budget", "1e")).isEqualTo(2);
        assertThat(run("--adapter", "a", "--pool", "nowhere.jsonl", "--held-out", "q")).isEqualTo(2);
        assertThat(run("--watch", "a", "--cancel", "b")).isEqualTo(2);
        try (ScriptedService service = new ScriptedService(List.of())) {
            assertThat(run("--service", service.url(), "--adapter", "taken", "--pool", "p", "--held-out", "q")).isEqualTo(2);
            assertThat(improve(service, "--confidence", "7")).isEqualTo(2);
        }
        assertThat(errors()).contains("--adapter is missing", "--steps", "--budget 1e: has to be a number of rows", "nowhere.jsonl: there is no such file",
                "judging.confidence has to be");
        assertThat(errors().lines().count()).as(errors()).isLessThan(12);
    }

    @Test
    void aServiceThatIsAwayIsSaidToBeAndWhatStartsIt() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        assertThat(run("--service", "http://127.0.0.1:" + nobody, "--adapter", "a", "--pool", "p", "--held-out", "q")).isEqualTo(3);
        assertThat(errors()).contains("nobody listens there", "./sluice up").doesNotContain("null");
    }
}
