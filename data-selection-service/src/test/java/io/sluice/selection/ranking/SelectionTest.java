package io.sluice.selection.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionTest {

    @TempDir
    private Path folder;

    @Test
    void withoutConstraintsTheBestRowsAreSelected() throws IOException {
        List<Long> selected = new ArrayList<>();
        Selection.Result result = new Selection(new HeldScores(new double[] {1, Double.NaN, 3, 2, 3}), folder, 3, Constraints.NONE)
                .choose((rank, ordinal, score) -> {
                    assertThat(rank).isEqualTo(selected.size() + 1);
                    selected.add(ordinal);
                });
        assertThat(selected).containsExactly(2L, 4L, 3L);
        assertThat(result).isEqualTo(new Selection.Result(3, 0, 0, List.of()));
    }

    @Test
    void aBudgetLargerThanThePoolSelectsAllThatCanBe() throws IOException {
        assertThat(choose(new double[] {1, Double.NaN, 3}, 100, Constraints.NONE)).containsExactly(2L, 0L);
    }

    /** Against every subset: the most rows, and among those the best in rank order. */
    @Test
    void quotasGiveTheBestOfAllSetsThatKeepThem() throws IOException {
        Random random = new Random(21);
        for (int round = 0; round < 400; round++) {
            int rows = 1 + random.nextInt(10);
            double[] scores = random.ints(rows, 0, 6).asDoubleStream().toArray();
            int[] groups = random.ints(rows, -1, 3).toArray();
            int budget = 1 + random.nextInt(6);
            List<Quota> quotas = quotas(random, budget);

            assertThat(choose(scores, budget, constraints(groups, quotas))).as("round %s", round)
                    .isEqualTo(bruteForce(scores, groups, budget, quotas));
        }
    }

    @Test
    void atMostSoManyOfAClusterAreSelectedAndTheNextBestComeInstead() throws IOException {
        Random random = new Random(22);
        for (int round = 0; round < 100; round++) {
            int rows = random.nextInt(2000);
            double[] scores = random.doubles(rows).map(score -> score > 0.9 ? Double.NaN : score).toArray();
            int[] clusters = random.ints(rows, -1, 40).toArray();
            int atMost = 1 + random.nextInt(3);
            int budget = 1 + random.nextInt(100);
            Constraints constraints = new Constraints(List.of(), List.of(), ordinal -> clusters[(int) ordinal], atMost);

            Map<Integer, Integer> taken = new HashMap<>();
            List<Long> expected = choose(scores, Integer.MAX_VALUE, Constraints.NONE).stream()
                    .filter(ordinal -> clusters[ordinal.intValue()] < 0 || taken.merge(clusters[ordinal.intValue()], 1, Integer::sum) <= atMost)
                    .limit(budget).toList();
            assertThat(choose(scores, budget, constraints)).isEqualTo(expected);
        }
    }

    @Test
    void whatAQuotaKeepsOutIsCounted() throws IOException {
        int[] groups = {0, 0, 0, 1};
        Selection.Result result = new Selection(new HeldScores(new double[] {4, 3, 2, 1}), folder, 2,
                constraints(groups, List.of(new Quota(0, 0, 0, 1)))).choose((rank, ordinal, score) -> { });
        assertThat(result).isEqualTo(new Selection.Result(2, 2, 0, List.of(1L)));
    }

    @Test
    void quotasThatNoPoolCanKeepAreRefusedWithTheReason() {
        assertThatThrownBy(() -> choose(new double[5], 3, constraints(new int[5], List.of(new Quota(0, 0, 2, 9), new Quota(0, 1, 2, 9)))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least 4 rows of 3");
        assertThatThrownBy(() -> choose(new double[5], 3, constraints(new int[5], List.of(new Quota(0, 0, 0, 1), new Quota(0, 0, 0, 2)))))
                .hasMessageContaining("same value");
        GroupColumn column = ordinal -> 0;
        assertThatThrownBy(() -> new Selection(new HeldScores(new double[5]), folder, 9, new Constraints(
                List.of(new Quota(0, 0, 1, 9), new Quota(1, 0, 1, 9)), List.of(column, column), null, 1))).hasMessageContaining("more than one label");
        assertThatThrownBy(() -> new Quota(0, 0, 3, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sharesBecomeRowsSoThatTheyHold() {
        assertThat(Quota.atMostShare(0.3, 10)).isEqualTo(3);
        assertThat(Quota.atMostShare(0.35, 10)).isEqualTo(3);
        assertThat(Quota.atLeastShare(0.3, 10)).isEqualTo(3);
        assertThat(Quota.atLeastShare(0.31, 10)).isEqualTo(4);
    }

    @Test
    void aColumnIsReadFromItsFile() throws IOException {
        Path file = folder.resolve("column");
        try (MappedGroups.Writer writer = new MappedGroups.Writer(file)) {
            for (int group : new int[] {5, GroupColumn.NONE, Integer.MAX_VALUE}) {
                writer.add(group);
            }
        }
        try (MappedGroups column = new MappedGroups(file)) {
            assertThat(IntStream.range(0, 3).map(column::group)).containsExactly(5, GroupColumn.NONE, Integer.MAX_VALUE);
        }
        Files.delete(file);
    }

    private static List<Quota> quotas(Random random, int budget) {
        List<Quota> quotas = new ArrayList<>();
        long left = budget;
        for (int group = 0; group < 3; group++) {
            if (random.nextBoolean()) {
                long atLeast = random.nextLong(left + 1);
                left -= atLeast;
                quotas.add(new Quota(0, group, atLeast, random.nextBoolean() ? Long.MAX_VALUE : atLeast + random.nextInt(3)));
            }
        }
        return quotas;
    }

    private static Constraints constraints(int[] groups, List<Quota> quotas) {
        return new Constraints(quotas, List.of(ordinal -> groups[(int) ordinal]), null, 1);
    }

    private List<Long> choose(double[] scores, long budget, Constraints constraints) throws IOException {
        List<Long> selected = new ArrayList<>();
        new Selection(new HeldScores(scores), folder, budget, constraints).choose((rank, ordinal, score) -> selected.add(ordinal));
        return selected;
    }

    private List<Long> bruteForce(double[] scores, int[] groups, int budget, List<Quota> quotas) throws IOException {
        List<Long> order = choose(scores, scores.length, Constraints.NONE);
        List<Integer> best = List.of();
        for (int subset = 0; subset < 1 << order.size(); subset++) {
            int members = subset;
            List<Integer> ranks = IntStream.range(0, order.size()).filter(rank -> (members >> rank & 1) == 1).boxed().toList();
            if (ranks.size() <= budget && keeps(ranks, order, groups, quotas) && better(ranks, best)) {
                best = ranks;
            }
        }
        return best.stream().map(order::get).toList();
    }

    private static boolean keeps(List<Integer> ranks, List<Long> order, int[] groups, List<Quota> quotas) {
        for (Quota quota : quotas) {
            long has = ranks.stream().filter(rank -> groups[order.get(rank).intValue()] == quota.group()).count();
            long there = order.stream().filter(ordinal -> groups[ordinal.intValue()] == quota.group()).count();
            if (has > quota.atMost() || has < Math.min(quota.atLeast(), there)) {
                return false;
            }
        }
        return true;
    }

    private static boolean better(List<Integer> ranks, List<Integer> best) {
        if (ranks.size() != best.size()) {
            return ranks.size() > best.size();
        }
        for (int i = 0; i < ranks.size(); i++) {
            if (!ranks.get(i).equals(best.get(i))) {
                return ranks.get(i) < best.get(i);
            }
        }
        return false;
    }
}
