package io.sluice.selection.service;

import java.util.SplittableRandom;

/** Pools of sums among other sentences, and sums as a target: which rows are wanted is plain. */
final class Pools {

    private static final String[] WORDS = {"river", "stone", "the", "of", "window", "green", "walks", "slowly", "under", "old", "a", "bridge", "and", "sings"};

    private Pools() {
    }

    /** Every tenth row is a sum. */
    static String mixed(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            String row = i % 10 == 3 ? sum(random) : sentence(random);
            text.append("{\"id\":\"r").append(i).append("\",\"text\":\"").append(row).append("\",\"kind\":\"").append(i % 10 == 3 ? "sum" : "other").append("\"}\n");
        }
        return text.toString();
    }

    static String sums(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append("{\"text\":\"").append(sum(random)).append("\"}\n");
        }
        return text.toString();
    }

    private static String sum(SplittableRandom random) {
        int left = random.nextInt(100_000);
        int right = random.nextInt(100_000);
        return "Add " + left + " and " + right + ": " + (left + right);
    }

    private static String sentence(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.append(' ').append(random.nextInt(1000)).toString();
    }
}
