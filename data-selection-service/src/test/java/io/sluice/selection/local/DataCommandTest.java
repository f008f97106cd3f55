package io.sluice.selection.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {

    @TempDir
    private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return DataCommand.run(arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void whatIsGeneratedIsNoisedAndMixed() throws IOException {
        assertThat(run("generate", "--template", "shop=2", "--template", "story", "--rows", "300", "--seed", "5", "--out", file("maths.jsonl"))).as(err.toString(UTF_8)).isZero();
        assertThat(run("generate", "--template", "shop=2", "--template", "story", "--rows", "300", "--seed", "5")).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo(Files.readString(folder.resolve("maths.jsonl"))).hasLineCount(300);
        assertThat(run("generate", "--template", "tail", "--rows", "40", "--form", "chat", "--out", file("talk.jsonl"))).isZero();

        assertThat(run("noise", "--in", file("maths.jsonl"), "--kind", "dynamic", "--intensity", "1", "--out", file("noised.jsonl"))).isZero();
        assertThat(err.toString(UTF_8)).contains("300 rows, 300 with").contains("left as they were: none");
        assertThat(Files.readString(folder.resolve("noised.jsonl"))).hasLineCount(300).contains("\"noise\":\"dynamic\"");

        assertThat(run("mix", "--special", file("maths.jsonl"), "--general", file("talk.jsonl"), "--replay", "0.1", "--out", file("mix.jsonl"))).isZero();
        assertThat(err.toString(UTF_8)).contains("stage 1: 300 rows, 81.1 % of the steps: 300 special of 300", "stage 2: 70 rows", "40 general of 40, 30 special of 300");
        assertThat(Files.readString(folder.resolve("mix.jsonl"))).hasLineCount(370);
        assertThat(left()).containsExactlyInAnyOrder("maths.jsonl", "talk.jsonl", "noised.jsonl", "mix.jsonl");
    }

    @Test
    void wrongInputIsToldAndLeavesNothing() throws IOException {
        Files.writeString(folder.resolve("bad.jsonl"), "{\"text\":\"3*4=12 #### 12\"}\nbroken\n");
        assertThat(run("generate", "--template", "juggle")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("templates[0].name is no template");
        assertThat(run("generate", "--rows", "many")).isEqualTo(2);
        assertThat(run("generate", "--out", file("no/folder.jsonl"))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("--out: there is no folder");
        assertThat(run("noise", "--in", file("none.jsonl"), "--kind", "static", "--out", file("x.jsonl"))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("--in: there is no file");
        assertThat(run("noise", "--in", file("bad.jsonl"), "--kind", "loud", "--out", file("x.jsonl"))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("kind has to be one of static, dynamic");
        assertThat(run("mix", "--special", file("bad.jsonl"), "--general", file("bad.jsonl"), "--out", file("x.jsonl"))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("1 of 2 records are no rows and are left out; the first is line 2").contains("general[0].dataset is the data set of another place");
        assertThat(run()).isEqualTo(2);
        assertThat(left()).containsExactly("bad.jsonl");
    }

    @Test
    void templatesAreListed() {
        assertThat(run("generate", "--list")).isZero();
        assertThat(out.toString(UTF_8).lines()).contains("shop", "mirror", "payer", "verifier");
    }

    private Stream<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
