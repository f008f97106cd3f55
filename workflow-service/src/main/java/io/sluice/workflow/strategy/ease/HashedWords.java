package io.sluice.workflow.strategy.ease;

import java.util.List;
import java.util.Locale;

/**
 * Words and where they stand, hashed with signs into a vector. The authors take a sentence encoder (MPNet), whose vectors
 * know the order of what they encode only faintly; here a word counts once by itself and once together with the part of the
 * text it stands in, so that lists of the same exemplars in another order have other vectors.
 *
 * @param width of the vector
 * @param parts that the text is cut into; 1: a bag of words, which cannot see order
 */
public record HashedWords(int width, int parts) implements Encoder {

    @Override
    public double[] encode(String text) {
        List<String> words = text.toLowerCase(Locale.ROOT).lines().flatMap(line -> List.of(line.split("[^\\p{L}\\p{N}]+")).stream())
                .filter(word -> !word.isEmpty()).toList();
        double[] vector = new double[width];
        for (int i = 0; i < words.size(); i++) {
            add(vector, words.get(i).hashCode());
            if (parts > 1) {
                add(vector, 31 * words.get(i).hashCode() + 7919 * (1 + (int) ((long) i * parts / words.size())));
            }
        }
        return normalised(vector);
    }

    private static void add(double[] vector, int hash) {
        long mixed = (hash ^ (hash >>> 16)) * 0x9E3779B97F4A7C15L;
        int place = (int) Math.floorMod(mixed >>> 20, (long) vector.length);
        vector[place] += (mixed >>> 63) == 0 ? 1 : -1;
    }

    private static double[] normalised(double[] vector) {
        double length = 0;
        for (double each : vector) {
            length += each * each;
        }
        for (int i = 0; i < vector.length && length > 0; i++) {
            vector[i] /= Math.sqrt(length);
        }
        return vector;
    }
}
