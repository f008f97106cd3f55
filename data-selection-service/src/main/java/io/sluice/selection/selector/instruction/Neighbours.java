package io.sluice.selection.selector.instruction;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.ngram.Words;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * How far a row is from others: words hashed into 64 signed places make a direction, and the distance of two directions is
 * √(2 − 2 cos). Rows of the pool's sample are kept, so that a row's sixth nearest says how lonely it is. Immutable.
 */
final class Neighbours {

    private static final int PLACES = 64;
    /** The paper's. */
    private static final int NEAREST = 6;

    private final long[] ordinals;
    /** [place][row], so that all rows are multiplied at once. */
    private final float[][] directions;

    private Neighbours(long[] ordinals, float[][] directions) {
        this.ordinals = ordinals;
        this.directions = directions;
    }

    static Neighbours of(List<Row> rows) {
        Words words = new Words();
        float[][] directions = new float[PLACES][rows.size()];
        float[] one = new float[PLACES];
        for (int j = 0; j < rows.size(); j++) {
            direction(rows.get(j), words, one);
            for (int d = 0; d < PLACES; d++) {
                directions[d][j] = one[d];
            }
        }
        return new Neighbours(rows.stream().mapToLong(Row::ordinal).toArray(), directions);
    }

    private static void direction(Row row, Words words, float[] to) {
        Arrays.fill(to, 0);
        int count = words.read(row.text());
        for (int i = 0; i < count; i++) {
            int mixed = words.hash(i) * 0x9e3779b1;
            to[mixed >>> 26] += (mixed & 1 << 20) == 0 ? 1 : -1;
        }
        double squares = 0;
        for (float each : to) {
            squares += each * each;
        }
        float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        for (int d = 0; d < PLACES; d++) {
            to[d] *= scale;
        }
    }

    int size() {
        return ordinals.length;
    }

    /** One thread's room. */
    final class Reader {

        private final Words words = new Words();
        private final float[] one = new float[PLACES];
        private final float[] cosine = new float[ordinals.length];
        private final float[] nearest = new float[NEAREST];

        /** The distance to the sixth nearest row but itself; with fewer rows the farthest of them. */
        double distance(Row row) {
            direction(row, words, one);
            Arrays.fill(cosine, 0);
            for (int d = 0; d < PLACES; d++) {
                add(cosine, directions[d], one[d]);
            }
            int kept = 0;
            for (int j = 0; j < cosine.length; j++) {
                if (ordinals[j] != row.ordinal() && (kept < NEAREST || cosine[j] > nearest[kept - 1])) {
                    int at = kept < NEAREST ? kept++ : kept - 1;
                    for (; at > 0 && nearest[at - 1] < cosine[j]; at--) {
                        nearest[at] = nearest[at - 1];
                    }
                    nearest[at] = cosine[j];
                }
            }
            return kept == 0 ? 0 : Math.sqrt(Math.max(0, 2 - 2 * nearest[kept - 1]));
        }

        private static void add(float[] sums, float[] row, float factor) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += factor * row[j];
            }
        }
    }

    Reader reader() {
        return new Reader();
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(4 + ordinals.length * (Long.BYTES + PLACES * Float.BYTES)).putInt(ordinals.length);
        for (int j = 0; j < ordinals.length; j++) {
            out.putLong(ordinals[j]);
            for (int d = 0; d < PLACES; d++) {
                out.putFloat(directions[d][j]);
            }
        }
        return out.array();
    }

    /** @throws BufferUnderflowException where there is less than that */
    static Neighbours read(ByteBuffer in) {
        int rows = in.getInt();
        if (rows < 0 || (long) rows * (Long.BYTES + PLACES * Float.BYTES) > in.remaining()) {
            throw new BufferUnderflowException();
        }
        long[] ordinals = new long[rows];
        float[][] directions = new float[PLACES][rows];
        for (int j = 0; j < rows; j++) {
            ordinals[j] = in.getLong();
            for (int d = 0; d < PLACES; d++) {
                directions[d][j] = in.getFloat();
            }
        }
        return new Neighbours(ordinals, directions);
    }
}
