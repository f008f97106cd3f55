package io.sluice.selection.duplicate;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Signatures whose agreement tells how alike two texts are: of each of 128 random orders of all shingles (Broder 1997), here
 * h ↦ a·h + b mod 2³² of their hashes with a odd, eight bits of the text's first one (b-bit minwise hashing, Li and König
 * 2010). A shingle is five characters of the
 * folded text; a shorter text is one shingle.
 *
 * <p>With J the Jaccard similarity of two sets of shingles, two bytes at one place agree with probability
 * J + (1 − J)/256, so {@link #similarity} is without bias and has a standard deviation of √(J(1−J)/128): 0.035 at 0.8.
 *
 * <p>Not thread-safe. The same texts have the same signatures, everywhere and always.
 */
public final class MinHash {

    /** Of a signature; one byte each. */
    public static final int PERMUTATIONS = 128;

    private static final int SHINGLE_CHARS = 5;
    private static final double CHANCE = 1.0 / 256;
    private static final int STRIDE = 4;
    /** The low bits of a product depend on the low bits of the hash alone. */
    private static final int KEPT_SHIFT = 12;
    private static final int[] FACTORS = new int[PERMUTATIONS];
    private static final int[] OFFSETS = new int[PERMUTATIONS];

    static {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_260_101L);
        for (int i = 0; i < PERMUTATIONS; i++) {
            FACTORS[i] = random.nextInt() | 1;
            OFFSETS[i] = random.nextInt();
        }
    }

    private final int[] first = new int[PERMUTATIONS];
    private final int[] shingles = new int[STRIDE];

    /** @param text is folded here */
    public byte[] signature(String text) {
        String folded = NormalText.folded(text);
        Arrays.fill(first, Integer.MAX_VALUE);
        int count = Math.max(1, folded.length() - SHINGLE_CHARS + 1);
        for (int at = 0; at < count; at += STRIDE) {
            for (int i = 0; i < STRIDE; i++) {
                // The last shingle once more where there are no four: a set doesn't mind.
                int from = Math.min(at + i, count - 1);
                shingles[i] = shingle(folded, from, Math.min(folded.length(), from + SHINGLE_CHARS));
            }
            lower(first, shingles[0], shingles[1], shingles[2], shingles[3]);
        }
        byte[] signature = new byte[PERMUTATIONS];
        for (int i = 0; i < PERMUTATIONS; i++) {
            signature[i] = (byte) (first[i] >>> KEPT_SHIFT);
        }
        return signature;
    }

    private static int shingle(String text, int from, int to) {
        long hash = 0;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text.charAt(i)) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 16);
    }

    /** Plain arithmetic on arrays, four shingles at once, so that the compiler makes vectors of it: this is where the time goes. */
    private static void lower(int[] first, int one, int two, int three, int four) {
        for (int i = 0; i < PERMUTATIONS; i++) {
            int a = FACTORS[i];
            int b = OFFSETS[i];
            int least = Math.min(Math.min(a * one + b, a * two + b), Math.min(a * three + b, a * four + b));
            first[i] = Math.min(first[i], least);
        }
    }

    /** An estimate of the Jaccard similarity, from below zero for texts that agree less than by chance to one. */
    public static double similarity(byte[] one, byte[] other) {
        int agree = 0;
        for (int i = 0; i < PERMUTATIONS; i++) {
            agree += one[i] == other[i] ? 1 : 0;
        }
        return similarity(agree);
    }

    static double similarity(int agree) {
        return ((double) agree / PERMUTATIONS - CHANCE) / (1 - CHANCE);
    }

    /** The least number of bytes that have to agree for a similarity. */
    static int agreeing(double similarity) {
        int agree = 0;
        while (agree < PERMUTATIONS && similarity(agree) < similarity) {
            agree++;
        }
        return agree;
    }
}
