package io.sluice.selection.selector.testing;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Rows of two kinds about the same things: a fifth are questions with code as their answer, which is what is wanted; the others
 * are answered in prose; a fourth of what follows the first sentence is of the other kind. The target is all code. The kind is a label, which no selector reads.
 */
public record ToyPool(List<Row> rows, List<Row> target) {

    public static final String KIND = "kind";
    public static final double SHARE = 0.2;
    private static final String[] THINGS = {"list", "queue", "file", "user", "price", "order", "node", "path", "token", "value", "word", "index"};
    private static final String[] DOING = {"counts", "sorts", "closes", "reads", "copies", "merges", "checks", "sends", "prints", "removes"};
    private static final String[] PROSE = {
        "Before anybody %s the %s, somebody has to look whether the %s is there at all. ",
        "In most houses a %3$s is older than the %2$s that it belongs to, and nobody %1$s it. ",
        "She said that a %2$s which nobody %1$s is worth less than any %3$s. ",
        "The reason is simple: who %1$s the %2$s first, needs no %3$s later. ",
        "It took years until the %3$s was forgotten and the %2$s came back. "};
    private static final String[] CODE = {
        "for (int i = 0; i < %2$s.size(); i++) {\n    %3$s.add(%2$s.get(i));\n}\n",
        "public int %1$s(%2$s %3$s) {\n    return %3$s.%1$s();\n}\n",
        "if (%2$s == null || %3$s.isEmpty()) {\n    return %2$s;\n}\n",
        "var %2$s = new %3$s[%1$s.length];\n",
        "while (!%3$s.done()) {\n    %2$s = %3$s.next();\n}\n"};

    public static ToyPool of(int size, int targets, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean wanted = random.nextDouble() < SHARE;
            rows.add(row(i, wanted, true, random));
        }
        List<Row> target = IntStream.range(0, targets).mapToObj(i -> row(i, true, false, random)).toList();
        return new ToyPool(rows, target);
    }

    private static Row row(int ordinal, boolean code, boolean mixed, SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int pieces = 2 + random.nextInt(4);
        for (int i = 0; i < pieces; i++) {
            boolean odd = mixed && i > 0 && random.nextInt(4) == 0;
            text.append(pick(code ^ odd ? CODE : PROSE, random).formatted(pick(DOING, random), pick(THINGS, random), pick(THINGS, random)));
        }
        String prompt = "What " + pick(DOING, random) + " the " + pick(THINGS, random) + "?";
        return new Row(ordinal, "row-" + ordinal, RowForm.INSTRUCTION, prompt, text.toString().strip(), Map.of(KIND, code ? "code" : "prose"));
    }

    private static String pick(String[] of, SplittableRandom random) {
        return of[random.nextInt(of.length)];
    }

    public Preparation with(Map<String, ?> settings, long seed, Likelihoods likelihoods) {
        return new Preparation(target, RowSample.of(rows), settings, seed, likelihoods);
    }

    public Preparation with(Map<String, ?> settings) {
        return with(settings, 7, Likelihoods.none());
    }

    /** Of the best share of the pool, how much is wanted. */
    public double precision(Scorer scorer, double budget) throws SelectorException {
        double[] scores = new double[rows.size()];
        scorer.score(rows, scores);
        int k = (int) Math.round(budget * rows.size());
        return IntStream.range(0, rows.size()).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparing(i -> i))
                .limit(k).filter(i -> "code".equals(rows.get(i).labels().get(KIND))).count() / (double) k;
    }
}
