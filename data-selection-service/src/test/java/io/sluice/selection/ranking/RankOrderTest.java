package io.sluice.selection.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankOrderTest {

    @TempDir
    private Path folder;

    @Test
    void keysAreOrderedAsScoresAreAndLoseNothing() {
        double[] ascending = {-Double.MAX_VALUE, -1e10, -1, -Double.MIN_VALUE, 0, Double.MIN_VALUE, Double.MIN_NORMAL, 0.1, 1, 1e300, Double.MAX_VALUE};
        for (int i = 0; i < ascending.length; i++) {
            assertThat(ScoreKey.score(ScoreKey.of(ascending[i]))).isEqualTo(ascending[i]);
            if (i > 0) {
                assertThat(ScoreKey.of(ascending[i])).isLessThan(ScoreKey.of(ascending[i - 1]));
            }
        }
        assertThat(ScoreKey.of(-0.0)).as("zeros tie").isEqualTo(ScoreKey.of(0.0));
    }

    @Test
    void isWhatSortingEverythingInMemoryGives() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            double[] scores = scores(random, random.nextInt(700));
            long[] expected = sorted(scores);
            assertThat(order(scores, 1 + random.nextInt(50))).as("round %s", round).isEqualTo(expected);
        }
    }

    @Test
    void manyRowsAreMergedFromFilesWhichAreGoneAfterwards() throws IOException {
        Random random = new Random(12);
        double[] scores = new double[700_000];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(1000) / 7.0 * (random.nextBoolean() ? 1 : -1);
        }
        assertThat(order(scores, scores.length)).isEqualTo(sorted(scores));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theCutIsWhereTheSortedScoresSayItIs() throws IOException {
        Random random = new Random(13);
        for (int round = 0; round < 100; round++) {
            double[] scores = scores(random, 1 + random.nextInt(300));
            long[] sorted = sorted(scores);
            int rows = random.nextInt(scores.length + 2);
            Cut cut = Cut.after(rows, new HeldScores(scores));
            assertThat(cut.rows()).isEqualTo(Math.min(rows, sorted.length));
            if (rows > 0 && rows <= sorted.length) {
                double at = scores[(int) sorted[rows - 1]];
                assertThat(ScoreKey.score(cut.key())).isEqualTo(at + 0.0);
                long ties = Arrays.stream(sorted).limit(rows).filter(ordinal -> scores[(int) ordinal] == at).count();
                assertThat(cut.ties()).isEqualTo(ties);
            }
        }
    }

    @Test
    void aPoolWithoutAFiniteScoreHasNoOrder() throws IOException {
        assertThat(order(new double[0], 5)).isEmpty();
        assertThat(order(new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}, 5)).isEmpty();
    }

    private long[] order(double[] scores, long wanted) throws IOException {
        LongStream.Builder all = LongStream.builder();
        try (RankOrder order = new RankOrder(new HeldScores(scores), folder, wanted)) {
            while (order.next()) {
                assertThat(order.score()).isEqualTo(scores[(int) order.ordinal()] + 0.0);
                all.add(order.ordinal());
            }
        }
        return all.build().toArray();
    }

    /** Few values, so that there are ties; some that no row may have. */
    private static double[] scores(Random random, int rows) {
        double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE};
        double[] scores = new double[rows];
        for (int i = 0; i < rows; i++) {
            scores[i] = switch (random.nextInt(4)) {
                case 0 -> special[random.nextInt(special.length)];
                case 1 -> random.nextInt(5) - 2;
                default -> random.nextGaussian();
            };
        }
        return scores;
    }

    private static long[] sorted(double[] scores) {
        return LongStream.range(0, scores.length).boxed()
                .filter(ordinal -> Double.isFinite(scores[ordinal.intValue()]))
                .sorted(Comparator.<Long>comparingDouble(ordinal -> -(scores[ordinal.intValue()] + 0.0) + 0.0).thenComparing(ordinal -> ordinal))
                .mapToLong(Long::longValue).toArray();
    }
}
