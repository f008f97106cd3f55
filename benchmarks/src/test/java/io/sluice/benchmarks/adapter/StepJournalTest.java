package io.sluice.benchmarks.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepJournalTest {

    private static final SelectionMeasurement.Marks MARKS = new SelectionMeasurement.Marks(List.of(true, false), List.of(3, 1));

    @TempDir
    Path folder;

    private StepJournal<SelectionMeasurement.Marks> journal(String code) throws IOException {
        return new StepJournal<>(folder, "steps", code, SelectionMeasurement.Marks.class);
    }

    @Test
    void outcomesOfOtherCodeAndLinesThatWereCutDoNotCount() throws IOException {
        journal("1").keep("arrow", MARKS);
        Files.writeString(folder.resolve("steps.jsonl"), "{\"key\":\"1 ne", StandardOpenOption.APPEND);
        journal("1").keep("mhr", MARKS);

        assertThat(journal("1").find("arrow")).contains(MARKS);
        assertThat(journal("1").find("mhr")).contains(MARKS);
        assertThat(journal("2").find("arrow")).isEmpty();
    }

    @Test
    void aKnownStepIsNotTakenAgain() throws IOException {
        assertThat(journal("1").known("arrow", () -> MARKS)).isEqualTo(MARKS);
        assertThat(journal("1").known("arrow", () -> {
            throw new IOException("measured again");
        })).isEqualTo(MARKS);
        Files.delete(StepJournal.file(folder, "steps"));
        assertThat(journal("1").find("arrow")).isEmpty();
    }
}
