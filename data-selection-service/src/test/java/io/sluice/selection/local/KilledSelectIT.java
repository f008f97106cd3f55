package io.sluice.selection.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are ended while they score. */
class KilledSelectIT {

    @TempDir
    private Path folder;
    private final List<String> arguments = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        Path pool = PoolFile.pool(folder.resolve("pool.jsonl"), 40_000);
        Path target = PoolFile.target(folder.resolve("target.jsonl"), 100);
        arguments.addAll(List.of("--pool", pool.toString(), "--target", target.toString(), "--selector", "zip-fit", "--set", "targets-max=8",
                "--budget", "0.1", "--threads", "1"));
    }

    @Test
    void afterAKillFinishedShardsAreKeptAndTheResultIsTheSameToTheByte() throws Exception {
        Process child = child("--out", at("out.jsonl"), "--work", at("work"));
        try {
            awaitShards(child, 2);
        } finally {
            child.destroyForcibly().waitFor();
        }
        Map<String, Object> before = scores();
        assertThat(before).hasSizeBetween(2, 4);
        assertThat(folder.resolve("out.jsonl")).doesNotExist();

        assertThat(run("--out", at("out.jsonl"), "--work", at("work"))).isZero();
        assertThat(run("--out", at("straight.jsonl"))).isZero();

        assertThat(scores()).hasSize(5).containsAllEntriesOf(before);
        assertThat(Files.list(folder.resolve("work").resolve("artefacts-staging"))).isEmpty();
        assertThat(Files.mismatch(folder.resolve("out.jsonl"), folder.resolve("straight.jsonl"))).isEqualTo(-1);
        assertThat(Files.mismatch(folder.resolve("out.selection.jsonl"), folder.resolve("straight.selection.jsonl"))).isEqualTo(-1);
    }

    @Test
    void askedToEndItTidiesUpAndSaysHowToGoOn() throws Exception {
        Process child = child("--out", at("out.jsonl"));
        try {
            awaitShards(child, 1);
            child.toHandle().destroy();
            String rest = new String(child.getErrorStream().readAllBytes(), UTF_8);
            assertThat(child.waitFor()).isEqualTo(143);
            assertThat(rest).contains("of 5 shards are kept in").contains("The same command goes on from there.");
        } finally {
            child.destroyForcibly();
        }
        assertThat(Files.list(folder.resolve("out.jsonl.work").resolve("artefacts-staging"))).isEmpty();
        assertThat(folder.resolve("out.jsonl")).doesNotExist();
    }

    private Process child(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "-Dlogback.configurationFile=select-logback.xml",
                SelectCommand.class.getName()));
        command.addAll(arguments);
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** The reader is left open: to close it would close what the child writes to. */
    private static void awaitShards(Process child, int shards) throws IOException {
        BufferedReader told = new BufferedReader(new InputStreamReader(child.getErrorStream(), UTF_8), 1);
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            if (line.contains(shards + "/5 shards")) {
                return;
            }
        }
        throw new AssertionError("the child ended before it had scored " + shards + " shards");
    }

    private int run(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        return SelectCommand.run(all.toArray(String[]::new), nowhere, nowhere, false, Clock.systemUTC());
    }

    /** Files of scores, each with what it is to the file system: one that is written again is another. */
    private Map<String, Object> scores() throws IOException {
        Map<String, Object> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder.resolve("work").resolve("artefacts"))) {
            for (Path file : all.filter(each -> each.toString().contains("/scores-") && Files.isRegularFile(each)).toList()) {
                found.put(file.toString(), Files.readAttributes(file, BasicFileAttributes.class).fileKey());
            }
        }
        return found;
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }
}
