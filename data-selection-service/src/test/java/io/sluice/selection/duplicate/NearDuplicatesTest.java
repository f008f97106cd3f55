package io.sluice.selection.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicatesTest {

    private static final double THRESHOLD = 0.8;

    @TempDir
    private Path folder;

    /** Texts and a changed copy of each, from hardly changed to half rewritten, against the Jaccard similarity of every pair. */
    @Test
    void findsTheSimilarPairsAndNoOthers() throws IOException {
        Random random = new Random(31);
        List<String> texts = new ArrayList<>();
        for (int pair = 0; pair < 1000; pair++) {
            String text = text(random);
            texts.add(text);
            texts.add(changed(text, random.nextDouble() * 0.12, random));
        }
        Map<Long, Long> found = search(texts, THRESHOLD, 1 << 20);
        List<int[]> shingles = texts.stream().map(NearDuplicatesTest::shingles).toList();

        int[] near = new int[3];
        int[] nearFound = new int[3];
        for (int a = 0; a < texts.size(); a++) {
            for (int b = a + 1; b < texts.size(); b++) {
                double similarity = jaccard(shingles.get(a), shingles.get(b));
                boolean joined = found.getOrDefault((long) b, -1L) == a;
                assertThat(joined && similarity < THRESHOLD - 0.15).as("%s and %s are only %s alike", a, b, similarity).isFalse();
                if (similarity >= THRESHOLD) {
                    int bin = similarity < 0.85 ? 0 : similarity < 0.9 ? 1 : 2;
                    near[bin]++;
                    nearFound[bin] += joined ? 1 : 0;
                }
            }
        }
        assertThat(Arrays.stream(near).min().orElseThrow()).as("pairs to be found").isGreaterThan(40);
        assertThat((double) nearFound[0] / near[0]).as("recall from 0.8 to 0.85").isGreaterThan(0.65);
        assertThat((double) nearFound[1] / near[1]).as("recall from 0.85 to 0.9").isGreaterThan(0.9);
        assertThat((double) nearFound[2] / near[2]).as("recall from 0.9 on").isEqualTo(1.0);
    }

    @Test
    void estimatesAreWithoutBiasAndAsExactAsTheyAreSaidToBe() {
        Random random = new Random(32);
        MinHash hash = new MinHash();
        double sum = 0;
        double squares = 0;
        int pairs = 400;
        for (int i = 0; i < pairs; i++) {
            String text = text(random);
            String other = changed(text, random.nextDouble() * 0.3, random);
            double similarity = jaccard(shingles(text), shingles(other));
            double error = MinHash.similarity(hash.signature(text), hash.signature(other)) - similarity;
            sum += error;
            squares += error * error / Math.max(0.01, similarity * (1 - similarity) / MinHash.PERMUTATIONS * 1.0);
        }
        assertThat(sum / pairs).isCloseTo(0, within(0.01));
        assertThat(squares / pairs).as("variance as a multiple of what it should be").isLessThan(1.5);
        assertThat(MinHash.similarity(hash.signature(text(random)), hash.signature(text(random)))).isLessThan(0.3);
    }

    @Test
    void whatIsFoundDoesNotDependOnTheUseOfFiles() throws IOException {
        Random random = new Random(33);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            texts.add(i % 3 == 0 || texts.isEmpty() ? text(random) : changed(texts.get(random.nextInt(texts.size())), 0.01, random));
        }
        Map<Long, Long> held = search(texts, THRESHOLD, 1 << 20);
        assertThat(held).isNotEmpty();
        assertThat(search(texts, THRESHOLD, 100)).isEqualTo(held);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMillionfoldValueIsHeldAgainstFewRowsAndAllOfItsCopiesAreFound() throws IOException {
        MinHash hash = new MinHash();
        byte[] same = hash.signature("the very same text again and again");
        Map<Long, Long> found = new TreeMap<>();
        try (NearDuplicates search = new NearDuplicates(folder.resolve("search"), THRESHOLD, 1000)) {
            for (int i = 0; i < 50_000; i++) {
                search.add(same, i);
            }
            search.repeats(found::put);
        }
        assertThat(found).hasSize(49_999).allSatisfy((ordinal, first) -> assertThat(first).isZero());
    }

    @Test
    void layoutAndCaseMakeNoDifferenceAndShortTextsAreComparedWhole() throws IOException {
        assertThat(search(List.of("One Text,  and\nmore of it", "one text, and more of it", "abc", "abd", "ABC", "", " "), 0.8, 100))
                .isEqualTo(Map.of(1L, 0L, 4L, 2L, 6L, 5L));
    }

    @Test
    void bandsBecomeWiderWithTheThresholdAndMissLittleAtIt() {
        assertThat(Bands.of(0.8)).isEqualTo(new Bands(21, 6));
        for (double threshold : new double[] {0.3, 0.5, 0.7, 0.8, 0.9, 1}) {
            assertThat(Bands.of(threshold).recall(threshold)).isGreaterThanOrEqualTo(0.99);
        }
        assertThat(Bands.of(1).bytes()).isEqualTo(8);
        assertThat(MinHash.similarity(MinHash.agreeing(0.8))).isGreaterThanOrEqualTo(0.8);
        assertThat(MinHash.similarity(MinHash.agreeing(0.8) - 1)).isLessThan(0.8);
    }

    @Test
    void rowsComeInOrderAndThresholdsAreShares() throws IOException {
        try (NearDuplicates search = new NearDuplicates(folder.resolve("search"), 1, 10)) {
            search.add(new byte[MinHash.PERMUTATIONS], 5);
            assertThatThrownBy(() -> search.add(new byte[MinHash.PERMUTATIONS], 5)).isInstanceOf(IllegalArgumentException.class);
        }
        for (double wrong : new double[] {0, -1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new NearDuplicates(folder.resolve("none"), wrong, 10)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Map<Long, Long> search(List<String> texts, double threshold, int heldMax) throws IOException {
        Map<Long, Long> found = new TreeMap<>();
        MinHash hash = new MinHash();
        try (NearDuplicates search = new NearDuplicates(folder.resolve("search"), threshold, heldMax)) {
            for (int i = 0; i < texts.size(); i++) {
                search.add(hash.signature(texts.get(i)), i);
            }
            search.repeats(found::put);
        }
        return found;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 40 + random.nextInt(40); word++) {
            for (int i = 0; i < 2 + random.nextInt(6); i++) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.toString();
    }

    /** Words replaced at a rate. */
    private static String changed(String text, double rate, Random random) {
        StringBuilder changed = new StringBuilder();
        for (String word : text.split(" ")) {
            changed.append(random.nextDouble() < rate ? "w" + random.nextInt(100_000) : word).append(' ');
        }
        return changed.toString();
    }

    /** Distinct ones, as sorted hashes. */
    private static int[] shingles(String text) {
        String folded = NormalText.folded(text);
        return IntStream.rangeClosed(0, folded.length() - 5).map(i -> folded.substring(i, i + 5).hashCode()).distinct().sorted().toArray();
    }

    private static double jaccard(int[] one, int[] other) {
        int both = 0;
        for (int i = 0, j = 0; i < one.length && j < other.length;) {
            both += one[i] == other[j] ? 1 : 0;
            boolean step = one[i] <= other[j];
            j += other[j] <= one[i] ? 1 : 0;
            i += step ? 1 : 0;
        }
        return (double) both / (one.length + other.length - both);
    }
}
