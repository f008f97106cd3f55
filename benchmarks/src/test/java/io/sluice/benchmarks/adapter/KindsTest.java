package io.sluice.benchmarks.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import io.sluice.trainer.adapter.AdapterKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindsTest {

    private static KindRow row(String kind, long parameters, double newTask, double oldTaskLoss) {
        return new KindRow(kind, parameters, 1, newTask, oldTaskLoss, 1, 1, 1, null, null);
    }

    @TempDir
    Path journal;

    private List<KindRow> measure(Set<String> kinds, List<Long> seeds, List<String> lines) throws IOException {
        return new KindsMeasurement(new KindsMeasurement.Plan(
                Path.of("..", "models", "sluice-small"), kinds, "min", seeds, 2, 40, 10, 2, 0.02, journal, "1"), lines::add).run();
    }

    /** Two steps teach nothing; that every kind and every baseline has a row is what counts. */
    @Test
    void everyKindHasARowBesideTheBaselinesAndASecondRunMeasuresNothingAgain() throws IOException {
        List<String> lines = new ArrayList<>();
        List<KindRow> rows = measure(KindsMeasurement.kinds(), List.of(1L), lines);
        List<String> kinds = Arrays.stream(AdapterKind.values()).map(AdapterKind::toString).toList();
        assertThat(rows).extracting(KindRow::kind).startsWith("none", "few-shot").endsWith("full").containsAll(kinds);
        assertThat(lines).hasSize(kinds.size() + 1);
        assertThat(rows.getFirst().oldTaskLoss()).isZero();
        assertThat(rows).allMatch(row -> row.newTask() >= 0 && row.newTask() <= 1 && row.operations() >= 1 && row.inferenceCpu() > 0);
        assertThat(rows.subList(2, rows.size())).allMatch(row -> row.parameters() > 0 && row.newTaskRange() == null);
        KindRow full = rows.getLast();
        assertThat(rows.subList(2, rows.size() - 1)).allMatch(row -> row.parameters() < full.parameters() / 2);
        assertThat(new Kinds(rows).met()).isFalse();
        assertThat(new Kinds(rows).table()).contains("missed or not measured: LoRA");

        byte[] outcomes = Files.readAllBytes(journal.resolve("kinds.jsonl"));
        assertThat(measure(KindsMeasurement.kinds(), List.of(1L), new ArrayList<>())).isEqualTo(rows);
        assertThat(journal.resolve("kinds.jsonl")).hasBinaryContent(outcomes);
    }

    @Test
    void severalSeedsGiveAnInterval() throws IOException {
        List<KindRow> rows = measure(Set.of("lofit"), List.of(1L, 2L), new ArrayList<>());
        assertThat(rows).extracting(KindRow::kind).containsExactly("none", "few-shot", "lofit");
        assertThat(rows.getLast().seeds()).isEqualTo(2);
        assertThat(rows.getLast().newTaskRange()).isNotNull();
        assertThat(rows.getLast().oldLossRange()).isNotNull();
    }

    @Test
    void theTargetsAreThoseOfLoraAndLofit() {
        KindRow lora = row("lora", 2_000, 0.9, 0.04);
        assertThat(new Kinds(List.of(lora, row("lofit", 100, 0.76, 0.5))).met()).isTrue();
        assertThat(new Kinds(List.of(lora, row("lofit", 101, 0.76, 0.5))).met()).isFalse();
        assertThat(new Kinds(List.of(lora, row("lofit", 100, 0.74, 0.5))).met()).isFalse();
        assertThat(new Kinds(List.of(row("lora", 2_000, 0.9, 0.06), row("lofit", 100, 0.9, 0))).met()).isFalse();
        assertThat(new Kinds(List.of(row("lora", 2_000, 0.84, 0), row("lofit", 100, 0.9, 0))).met()).isFalse();
        assertThat(new Kinds(List.of(lora)).met()).as("LoFiT was not measured").isFalse();
    }

    /** 1, 2, 3: deviation 1, 4.303/√3 = 2.484. */
    @Test
    void theIntervalIsStudents() {
        SeedMean mean = SeedMean.of(List.of(1.0, 2.0, 3.0));
        assertThat(mean.mean()).isEqualTo(2);
        assertThat(mean.range().from()).isCloseTo(-0.484, within(1e-3));
        assertThat(mean.range().to()).isCloseTo(4.484, within(1e-3));
        assertThat(SeedMean.of(List.of(0.5)).range()).isNull();
    }
}
