package io.sluice.inference.decoding;

import java.util.Arrays;

/** Drives a policy over fixed entropies, as the engine does, and writes down who held the pen. */
final class Trace {

    private Trace() {
    }

    /** One letter a position; both models have the same entropy at it. The small model reads only where it must. */
    static String writers(HandoverPolicy policy, double... entropies) {
        StringBuilder writers = new StringBuilder();
        int smallRead = 0;
        for (int position = 0; position < entropies.length; position++) {
            if (policy.writer().isEmpty()) {
                smallRead = read(policy, entropies, smallRead, position);
            }
            Writer writer = policy.writer().orElseThrow();
            if (writer == Writer.SMALL) {
                smallRead = read(policy, entropies, smallRead, position);
            }
            writers.append(policy.writer().orElseThrow() == Writer.SMALL ? 'S' : 'L');
            policy.wrote(policy.readsWriterEntropy() ? entropies[position] : Double.NaN);
        }
        return writers.toString();
    }

    private static int read(HandoverPolicy policy, double[] entropies, int from, int position) {
        for (int skipped = from; skipped < position && policy.watchesSkipped(); skipped++) {
            policy.skipped(entropies[skipped]);
        }
        if (from <= position && policy.watchesSmall()) {
            policy.observe(entropies[position]);
        }
        return position + 1;
    }

    static long large(String writers) {
        return writers.chars().filter(writer -> writer == 'L').count();
    }

    static int[] runs(String writers) {
        return Arrays.stream(writers.split("(?<=S)(?=L)|(?<=L)(?=S)")).mapToInt(String::length).toArray();
    }
}
