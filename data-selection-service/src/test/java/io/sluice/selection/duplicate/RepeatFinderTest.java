package io.sluice.selection.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatFinderTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {50, 7_000, 1_000_000})
    void findsWhatAMapFindsWithAndWithoutFilesInAnyOrder(int heldMax) throws IOException {
        Random random = new Random(5);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            texts.add("row " + random.nextInt(15_000));
        }
        Map<String, Long> firsts = new HashMap<>();
        Map<Long, Long> expected = new TreeMap<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Long before = firsts.putIfAbsent(texts.get(i), (long) i);
            if (before != null) {
                expected.put((long) i, before);
            }
            order.add(i);
        }
        Collections.shuffle(order, random);

        Map<Long, Long> found = new TreeMap<>();
        Path scratch = folder.resolve("scratch");
        try (RepeatFinder finder = new RepeatFinder(scratch, heldMax)) {
            Fingerprint.Maker maker = new Fingerprint.Maker();
            for (int i : order) {
                finder.add(maker.of(texts.get(i)), i);
            }
            finder.repeats(found::put);
        }

        assertThat(found).isEqualTo(expected);
        assertThat(scratch).doesNotExist();
    }

    @Test
    void whatIsLeftWhenOneGivesUpIsDeleted() throws IOException {
        Path scratch = folder.resolve("scratch");
        try (RepeatFinder finder = new RepeatFinder(scratch, 2)) {
            for (int i = 0; i < 10; i++) {
                finder.add(new Fingerprint(i, i), i);
            }
            assertThat(Files.list(scratch)).isNotEmpty();
        }
        assertThat(scratch).doesNotExist();
    }

    @Test
    void layoutDoesNotMakeATextAnother() {
        assertThat(NormalText.of("  a\n\n\tb  c ")).isEqualTo("a b c");
        assertThat(NormalText.of("e\u0301\u00a0x")).isEqualTo("é x");
        assertThat(NormalText.of("Case")).isNotEqualTo(NormalText.of("case"));
        assertThat(NormalText.folded("Ä B")).isEqualTo(NormalText.folded("ä\nb"));
    }
}
