package io.sluice.benchmarks.serving;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * What one request of the load asks for.
 *
 * @param tenant requests of one tenant may share what they begin with
 * @param answer tokens of its answer, neither more nor fewer
 */
record Ask(String tenant, int[] prompt, int answer) {

    /** Control tokens have the first ids. */
    private static final int FIRST = 16;

    /** Token ids drawn at random, so that no two prompts begin alike. */
    static int[] tokens(Random random, int vocabulary, int length) {
        return IntStream.generate(() -> random.nextInt(FIRST, vocabulary)).limit(length).toArray();
    }
}
