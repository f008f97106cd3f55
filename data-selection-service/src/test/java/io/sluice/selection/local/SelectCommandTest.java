package io.sluice.selection.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SelectCommandTest {

    @TempDir
    private Path folder;
    private Path pool;
    private Path target;

    private record Ran(int status, String out, String err) {
    }

    @BeforeEach
    void files() throws IOException {
        pool = PoolFile.pool(folder.resolve("pool.jsonl"), 20_000);
        target = PoolFile.target(folder.resolve("target.jsonl"), 100);
    }

    @Test
    void theBestRowsAreWrittenWithTheirReasonsAndNothingElseIsLeft() throws IOException {
        Ran ran = select("--selector", "dsir", "--budget", "0.05", "--target", target.toString(), "--out", at("out.jsonl"), "--json");

        assertThat(ran.status).as(ran.err).isZero();
        JsonNode job = JsonMapper.builder().build().readTree(ran.out);
        assertThat(job.get("status").asString()).isEqualTo("completed");
        assertThat(job.get("result").get("selected").asInt()).isEqualTo(1_000);
        List<String> rows = Files.readAllLines(folder.resolve("out.jsonl"));
        assertThat(rows).hasSize(1_000);
        assertThat(rows.stream().filter(row -> row.contains("wanted")).count()).isGreaterThan(950);
        assertThat(Files.readAllLines(folder.resolve("out.selection.jsonl"))).hasSize(1_000).allMatch(line -> line.contains("\"reason\""));
        assertThat(Files.list(folder)).extracting(each -> each.getFileName().toString())
                .containsExactlyInAnyOrder("pool.jsonl", "target.jsonl", "out.jsonl", "out.selection.jsonl");
        assertThat(ran.err).as("no terminal").doesNotContain("\r").contains("scoring").contains("100 %  3/3 shards");
    }

    @Test
    void neitherThreadsNorASharedWorkFolderNorAnotherJobAtTheSameTimeChangeAByte() throws Exception {
        String[] near = {"--selector", "zip-fit", "--set", "targets-max=8", "--near", "0.7", "--target", target.toString(), "--budget", "500"};
        assertThat(select(and(near, "--out", at("one.jsonl"), "--threads", "1")).status).isZero();
        List<Ran> both = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<Ran> same = threads.submit(() -> select(and(near, "--out", at("many.jsonl"), "--threads", "5", "--work", at("shared"))));
            Future<Ran> other = threads.submit(() -> select("--selector", "random", "--near", "0.7", "--target", target.toString(), "--budget", "10%",
                    "--out", at("other.jsonl"), "--work", at("shared")));
            both.add(same.get());
            both.add(other.get());
        }
        assertThat(both).allSatisfy(ran -> assertThat(ran.status).as(ran.err).isZero());
        assertThat(Files.mismatch(folder.resolve("one.jsonl"), folder.resolve("many.jsonl"))).isEqualTo(-1);
        assertThat(Files.mismatch(folder.resolve("one.selection.jsonl"), folder.resolve("many.selection.jsonl"))).isEqualTo(-1);
        assertThat(Files.readAllLines(folder.resolve("other.jsonl"))).hasSize(2_000);

        Ran again = select(and(near, "--out", at("again.jsonl"), "--work", at("shared")));
        assertThat(again.err).as("nothing is scored again").doesNotContain("rows/s");
        assertThat(Files.mismatch(folder.resolve("one.jsonl"), folder.resolve("again.jsonl"))).isEqualTo(-1);
    }

    @Test
    void quotasHold() throws IOException {
        Ran ran = select("--selector", "random", "--budget", "100", "--quota", "kind=wanted:0.5..", "--out", at("out.jsonl"));

        assertThat(ran.status).as(ran.err).isZero();
        assertThat(Files.readAllLines(folder.resolve("out.jsonl")).stream().filter(row -> row.contains("wanted")).count()).isGreaterThanOrEqualTo(50);
        assertThat(ran.out).contains("chose 100 of 20,000 rows").contains("for quotas");
    }

    @Test
    void recordsThatAreNoRowsAreToldWithLineAndFieldAndCounted() throws IOException {
        Files.writeString(pool, """
                {"id": 1, "text": "first"}
                {"id": 1, "text": "second"}
                {"text": 5}
                {"text": "\\ud800"}
                nothing
                """);
        Files.write(pool, "{\"text\": \"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
        Ran ran = select("--selector", "random", "--budget", "1.0", "--out", at("out.jsonl"));

        assertThat(ran.status).as(ran.err).isZero();
        assertThat(ran.err).contains("1 rows; 5 records are no rows (").contains("the first on line 2, field id");
        assertThat(ran.out).contains("duplicate_id 1, not_json 1, not_utf8 2, wrong_type 1");
        assertThat(Files.readAllLines(folder.resolve("out.jsonl"))).containsExactly("{\"id\": 1, \"text\": \"first\"}");
    }

    @Test
    void whatIsWrongIsToldByItsNameAndNothingIsWritten() throws IOException {
        String random = "--selector=random";
        wrong("--pool", "--selector=full", "--budget=1", "--out=" + at("out.jsonl"), "--pool=" + at("absent.jsonl"));
        wrong("--out", random, "--budget=1", "--out=" + at("absent/out.jsonl"));
        wrong("--out is missing", random, "--budget=1");
        wrong("--budget is missing", random, "--out=" + at("out.jsonl"));
        wrong("--budget lots", random, "--budget=lots", "--out=" + at("out.jsonl"));
        wrong("budget has to be", random, "--budget=1.5", "--out=" + at("out.jsonl"));
        wrong("selector", "--selector=nonsense", "--budget=1", "--out=" + at("out.jsonl"));
        wrong("settings.level is not within", "--selector=zip-fit", "--set=level=99", "--target=" + target, "--budget=1", "--out=" + at("out.jsonl"));
        wrong("settings.depth: there is no such setting", "--selector=dsir", "--set=depth=9", "--target=" + target, "--budget=1", "--out=" + at("out.jsonl"));
        wrong("target is missing", "--selector=dsir", "--budget=1", "--out=" + at("out.jsonl"));
        wrong("--quota kind", random, "--quota=kind", "--budget=1", "--out=" + at("out.jsonl"));
        wrong("duplicates.near", random, "--near=7", "--budget=1", "--out=" + at("out.jsonl"));
        wrong("--threads", random, "--threads=0", "--budget=1", "--out=" + at("out.jsonl"));
        wrong("--inference", random, "--inference=nowhere", "--budget=1", "--out=" + at("out.jsonl"));
        wrong("Unknown option", random, "--nonsense");
        Path nothing = Files.writeString(folder.resolve("nothing.jsonl"), "");
        wrong("--target " + nothing + ": the file holds no records", "--selector=dsir", "--target=" + nothing, "--budget=1", "--out=" + at("out.jsonl"));
        Files.writeString(nothing, "{\"text\": \" \"}\n");
        wrong("line 1, field text", "--selector=dsir", "--target=" + nothing, "--budget=1", "--out=" + at("out.jsonl"));
        assertThat(Files.list(folder)).hasSize(3);
    }

    @Test
    void aPoolThatIsAllInTheTargetIsToldAsSuch() throws IOException {
        Ran ran = select("--selector=random", "--budget=1", "--target=" + target, "--pool=" + target, "--out=" + at("out.jsonl"));

        assertThat(ran.status).isEqualTo(2);
        assertThat(ran.err).contains("no_candidates: none of the pool's 100 records is a candidate: in_target 100");
    }

    @Test
    void aSelectorWithoutItsModelIsToldWhichIsMissing() throws IOException {
        Ran ran = select("--selector=perplexity", "--set=model=base", "--budget=1", "--out=" + at("out.jsonl"));

        assertThat(ran.status).isEqualTo(2);
        assertThat(ran.err).contains("model_missing").contains("settings.model").contains("base");
        Ran untrained = select("--selector=color-filter", "--set=marginal=base", "--set=prior=pool", "--budget=1", "--target=" + target,
                "--out=" + at("out.jsonl"));
        assertThat(untrained.status).isEqualTo(2);
        assertThat(untrained.err).contains("model_missing").contains("settings.prior").contains("no trainer here").contains("./sluice train worker");
    }

    @Test
    void selectorsAndKnobsAreListed() throws IOException {
        Ran text = select("--list");
        assertThat(text.status).isZero();
        assertThat(text.out).contains("zip-fit").contains("--set compressor=lz4").contains("color-filter").contains("needs target, pool, likelihoods").contains("--set prior=");
        assertThat(JsonMapper.builder().build().readTree(select("--list", "--json").out).size()).isEqualTo(8);
    }

    private void wrong(String told, String... arguments) throws IOException {
        Ran ran = select(arguments);
        assertThat(ran.status).as(ran.err).isEqualTo(2);
        assertThat(ran.err).contains(told);
        assertThat(folder.resolve("out.jsonl")).doesNotExist();
        assertThat(folder.resolve("out.jsonl.work")).doesNotExist();
    }

    /** From the pool, unless another is named. */
    private Ran select(String... arguments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        boolean named = List.of(arguments).stream().anyMatch(each -> each.startsWith("--pool"));
        String[] all = named ? arguments : and(arguments, "--pool", pool.toString());
        int status = SelectCommand.run(all, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, Clock.systemUTC());
        return new Ran(status, out.toString(UTF_8), err.toString(UTF_8));
    }

    private static String[] and(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }
}
