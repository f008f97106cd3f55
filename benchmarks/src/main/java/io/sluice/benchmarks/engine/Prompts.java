package io.sluice.benchmarks.engine;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The token ids that all contenders read, drawn from a seed. */
record Prompts(int vocabulary, long seed) {

    /** Control tokens have the first ids. */
    private static final int FIRST = 16;
    private static final int CHECK_PROMPT = 12;
    private static final int CHECK_FORCED = 6;
    private static final int CHECKS = 2;

    /**
     * A short text that contenders continue in lock step.
     *
     * @param forced tokens after the prompt, whatever the model would have said
     */
    record Check(int[] prompt, int[] forced) {
    }

    /** A prompt of this many tokens. */
    int[] prompt(int length) {
        return tokens(RandomGeneratorFactory.of("L64X128MixRandom").create(seed), length);
    }

    List<Check> checks() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + 1);
        return Stream.generate(() -> new Check(tokens(random, CHECK_PROMPT), tokens(random, CHECK_FORCED))).limit(CHECKS).toList();
    }

    private int[] tokens(RandomGenerator random, int length) {
        return IntStream.generate(() -> random.nextInt(FIRST, vocabulary)).limit(length).toArray();
    }
}
