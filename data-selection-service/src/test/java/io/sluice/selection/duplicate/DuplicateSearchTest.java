package io.sluice.selection.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.selection.row.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicateSearchTest {

    private static final String LONG = "The quick brown fox jumps over the lazy dog near the river bank, and then it goes home to sleep until the morning comes";

    @TempDir
    private Path folder;

    @Test
    void eachRowIsSetAsideForItsFirstReason() throws IOException {
        List<String> told = search(OptionalDouble.of(0.8), "target row", LONG, "another one", "  target \n row", LONG, LONG + ".", "another one", "alone");

        assertThat(told).containsExactly("0 in_target 0", "3 in_target 3", "4 exact 1", "5 near 1", "6 exact 2");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void nearRowsStayWhereNobodyAskedForThem() throws IOException {
        assertThat(search(OptionalDouble.empty(), LONG, LONG + ".", LONG)).containsExactly("2 exact 0");
    }

    @Test
    void aPoolWithoutRowsHasNoDuplicates() throws IOException {
        assertThat(search(OptionalDouble.of(0.8))).isEmpty();
    }

    @Test
    void aPrintWithoutASignatureIsNoUseForNearDuplicates() throws IOException {
        try (DuplicateSearch search = new DuplicateSearch(folder.resolve("search"), OptionalDouble.of(0.8), Set.of())) {
            assertThatThrownBy(() -> search.add(new PrintMaker(false).of(Row.plain(0, "a")), 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private List<String> search(OptionalDouble near, String... texts) throws IOException {
        PrintMaker prints = new PrintMaker(near.isPresent());
        List<String> told = new ArrayList<>();
        Set<Fingerprint> target = Set.of(prints.of(Row.plain(0, "target row")).text());
        try (DuplicateSearch search = new DuplicateSearch(folder.resolve("search"), near, target)) {
            for (int i = 0; i < texts.length; i++) {
                search.add(prints.of(Row.plain(i, texts[i])), i);
            }
            search.tell((ordinal, kind, first) -> told.add(ordinal + " " + kind.label() + " " + first));
        }
        return told;
    }
}
