package io.sluice.benchmarks.selection.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.benchmarks.selection.AuxiliaryModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealBenchmarkTest {

    private static final int FILES = 24;

    @TempDir
    private Path root;

    /** Sentences of words that only this kind has, and of some that all have. */
    private static String passage(String kind, Random random) {
        return IntStream.range(0, 40).mapToObj(word -> random.nextInt(4) == 0 ? "word" + random.nextInt(20) : kind + random.nextInt(60))
                .collect(Collectors.joining(" "));
    }

    private static String file(String kind, long seed) {
        Random random = new Random(kind.hashCode() * 31L + seed);
        return IntStream.range(0, 3).mapToObj(each -> passage(kind, random)).collect(Collectors.joining("\n\n"));
    }

    private void install(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (name.endsWith(".gz")) {
            try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(bytes);
            }
        } else {
            Files.write(file, bytes);
        }
    }

    private void packages() throws IOException {
        for (int i = 0; i < FILES; i++) {
            install("share/man/man1/m" + i + ".1.gz", ".TH M 1\n.SH NAME\n" + file("manual", i));
            install("share/doc/p" + i + "/copyright", file("licence", i));
            install("share/doc/p" + i + "/changelog.Debian.gz", file("change", i));
            install("lib/python3/dist-packages/p" + i + ".py", file("python", i));
        }
        install("share/doc/p0/README", file("nothing", 0));
        Files.write(root.resolve("share/doc/p1/copyright"), new byte[] {'n', (byte) 0xC3, '(', '\n'});
        install("share/doc/copy/copyright", file("licence", 2));
    }

    private Path javaSource() throws IOException {
        Path zip = root.resolve("src.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < FILES; i++) {
                out.putNextEntry(new ZipEntry("java.base/p/C" + i + ".java"));
                out.write(file("java", i).getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return zip;
    }

    private RealResult run(Path javaSource, List<String> told) throws Exception {
        return new RealBenchmark(new RealBenchmark.Plan(root, javaSource, 12, 40, 7, true, null), told::add).run();
    }

    @Test
    void eachKindIsFoundByASampleOfItAndAKindThatIsMissingIsTold() throws Exception {
        packages();
        List<String> told = new ArrayList<>();
        RealResult result = run(javaSource(), told);

        assertThat(result.kinds()).extracting(RealResult.OfKind::kind).containsExactly("manual", "licence", "changelog", "java", "python");
        assertThat(result.kinds()).allSatisfy(kind -> assertThat(kind.sample()).isEqualTo(12)).allSatisfy(kind -> assertThat(kind.passages()).isEqualTo(40));
        assertThat(result.passages()).isEqualTo(200);
        assertThat(result.exact()).as("the licences of one file are another one's, too").isEqualTo(3);
        assertThat(result.missing()).singleElement().asString().startsWith("Perl: 0 passages from 0 files");
        assertThat(told).containsAll(result.missing());
        assertThat(result.rows()).hasSize(5 * Contender.withoutModels().size()).allSatisfy(row -> assertThat(row.share()).isEqualTo(0.2));
        assertThat(mean(result, "dsir").precisionAtShare()).isGreaterThan(0.95);
        assertThat(mean(result, "moore-lewis").precisionAtShare()).isGreaterThan(0.95);
        assertThat(mean(result, "zip-fit dictionary lz4").precisionAt5()).isGreaterThan(0.8);
        assertThat(mean(result, "random").precisionAtShare()).isBetween(0.05, 0.4);
        assertThat(result.means()).extracting(RealResult.Mean::selector).isEqualTo(Contender.withoutModels().stream().map(Contender::name).toList());
    }

    private static RealResult.Mean mean(RealResult result, String selector) {
        return result.means().stream().filter(mean -> mean.selector().equals(selector)).findFirst().orElseThrow();
    }

    @Test
    void modelsAreAskedToo() throws Exception {
        for (int i = 0; i < FILES; i++) {
            install("share/doc/p" + i + "/copyright", file("licence", i));
            install("lib/python3/dist-packages/p" + i + ".py", file("python", i));
        }
        RealBenchmark.Models models = new RealBenchmark.Models(Path.of("../models/sluice-small"),
                new AuxiliaryModels.Training(20, 2, 1, 4, 2e-3, 2e-3), root.resolve("journal"), "test");
        RealBenchmark.Plan plan = new RealBenchmark.Plan(root, null, 4, 20, 7, false, models);
        RealResult result = new RealBenchmark(plan, line -> { }).run();

        assertThat(result.rows()).hasSize(2 * 4).allSatisfy(row -> assertThat(row.cpuSeconds()).isPositive());
        assertThat(result.means()).extracting(RealResult.Mean::selector).containsExactly("color-filter of the pool", "perplexity of the pool",
                "color-filter as shipped", "perplexity as shipped");
        assertThat(new RealBenchmark(plan, line -> { }).run().rows()).as("CPU time too, as no model is asked again").isEqualTo(result.rows());
    }

    @Test
    void theSameSeedDrawsTheSamePool() throws Exception {
        packages();
        RealResult one = run(javaSource(), new ArrayList<>());
        RealResult two = run(root.resolve("src.zip"), new ArrayList<>());

        assertThat(two.rows()).usingRecursiveComparison().ignoringFields("cpuSeconds").isEqualTo(one.rows());
    }

    @Test
    void aMachineWithoutTextIsToldWhatItLacks() {
        assertThatThrownBy(() -> run(null, new ArrayList<>())).isInstanceOf(RealBenchmark.TooLittleText.class)
                .hasMessageContaining("not two kinds of text below " + root).hasMessageContaining("manual pages: 0 passages from 0 files, too few (52 are wanted");
    }

    @Test
    void theChartHasALineForEachSelector() throws Exception {
        packages();
        Path svg = root.resolve("chart.svg");
        RealReporter.draw(run(null, new ArrayList<>()), svg);

        assertThat(Files.readString(svg)).startsWith("<svg").endsWith("</svg>\n")
                .contains(Contender.withoutModels().stream().map(Contender::name).toList());
    }

    @Test
    void aManualPageIsReadWithoutItsMarkup() {
        assertThat(Roff.plain(".\\\" a comment\n.TH LS 1\n.SH NAME\nls \\- list \\fIdirectory\\fR contents\n.PP\n.BR \"mkdir\" (1)\nit\\(aqs \\(bu \\en\n"))
                .isEqualTo("NAME\nls - list directory contents\n\nmkdir (1)\nit's * \\n\n");
    }

    @Test
    void passagesAreWholeLinesWithinTheirBounds() {
        String line = "letters and words of a line that is about seventy characters long, so.";
        List<String> passages = Passages.of((line + "\n").repeat(20) + "\n" + line + "\n\n" + line + "\n" + "x".repeat(700) + "\n" + "=-".repeat(100));

        assertThat(passages).isNotEmpty().allSatisfy(passage -> assertThat(passage.length())
                .isBetween(Passages.CHARACTERS_MIN, Passages.CHARACTERS_MAX)).allSatisfy(passage -> assertThat(passage.split("\n")).allMatch(
                        each -> each.equals(line) || each.isEmpty()));
        assertThat(passages.getLast()).as("a passage that is too short goes on behind a blank line").isEqualTo(line + "\n\n" + line);
    }

    @Test
    void aKindIsToldByWhereAFileLies() {
        assertThat(kindOf("share/man/man1/ls.1.gz")).isEqualTo("manual");
        assertThat(kindOf("share/man/de/man1/ls.1.gz")).as("other languages").isEmpty();
        assertThat(kindOf("share/common-licenses/GPL-3")).isEqualTo("licence");
        assertThat(kindOf("share/doc/bash/changelog.gz")).isEqualTo("changelog");
        assertThat(kindOf("share/doc/bash/changelog.Debian.gz")).isEqualTo("changelog");
        assertThat(kindOf("share/doc/bash/README")).isEmpty();
        assertThat(kindOf("lib/python3.11/ast.py")).isEqualTo("python");
        assertThat(kindOf("share/perl/5.36/Carp.pm")).isEqualTo("perl");
    }

    private static String kindOf(String path) {
        return java.util.Arrays.stream(Kind.values()).filter(kind -> kind.has(path)).map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }
}
