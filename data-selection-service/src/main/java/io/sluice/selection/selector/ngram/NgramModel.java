package io.sluice.selection.selector.ngram;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A language model of runs of symbols, interpolated after Witten and Bell (1991; Chen and Goodman 1998, §2.6): with c(h·)
 * symbols seen after h, of T(h) different kinds,
 *
 * <pre>  p(w | h) = (c(hw) + T(h) · p(w | h')) / (c(h·) + T(h)),   h' = h without its first symbol,   p(w | nothing) = 1/V</pre>
 *
 * A context that was never followed leaves p(w | h') as it is. For bytes the chances of all 256 add up to 1 after every
 * context; words that were never seen share what is left for them as if there were 2²⁰.
 *
 * <p>What was seen keeps its p and every context its λ = T / (c + T), as floats, so that a symbol is one look-up an order: the
 * shortest run that was not seen ends the search, since no longer one that ends in it was. Immutable.
 */
public final class NgramModel {

    private final int order;
    private final double unseen;
    /** Pairs: a run's key, 0 where there is none; p and λ as two floats. */
    private final long[] table;
    private final int mask;

    private NgramModel(int order, double unseen, long[] table) {
        this.order = order;
        this.unseen = unseen;
        this.table = table;
        this.mask = table.length / 2 - 1;
    }

    /** @param order the longest run; a symbol is told from order − 1 before it */
    public static NgramModel train(List<String> texts, int order, Symbols symbols) {
        NgramCounts counts = new NgramCounts(order);
        for (String text : texts) {
            int length = symbols.read(text);
            counts.add(symbols.array(), length);
        }
        int slots = Math.max(16, Integer.highestOneBit(counts.size()) * 4);
        NgramModel model = new NgramModel(order, symbols.unseen(), new long[2 * slots]);
        model.put(NgramCounts.EMPTY, 0, lambda(counts, NgramCounts.EMPTY));
        double[] chance = new double[order + 1];
        for (String text : texts) {
            int length = symbols.read(text);
            model.interpolate(symbols.array(), length, counts, chance);
        }
        return model;
    }

    private static double lambda(NgramCounts counts, long key) {
        int kinds = counts.kinds(key);
        return kinds == 0 ? 0 : kinds / (double) (counts.followed(key) + kinds);
    }

    private void interpolate(int[] symbols, int length, NgramCounts counts, double[] chance) {
        long[] before = new long[order + 1];
        long[] now = new long[order + 1];
        before[0] = NgramCounts.EMPTY;
        now[0] = NgramCounts.EMPTY;
        for (int i = 0; i < length; i++) {
            chance[0] = unseen;
            int last = Math.min(order, i + 1);
            for (int k = 1; k <= last; k++) {
                now[k] = NgramCounts.longer(now[k - 1], symbols[i - k + 1]);
                int kinds = counts.kinds(before[k - 1]);
                chance[k] = (counts.count(now[k]) + kinds * chance[k - 1]) / (counts.followed(before[k - 1]) + kinds);
                put(now[k], chance[k], lambda(counts, now[k]));
            }
            long[] swap = before;
            before = now;
            now = swap;
        }
    }

    private void put(long key, double chance, double lambda) {
        int at = find(key);
        table[2 * at] = key;
        table[2 * at + 1] = (long) Float.floatToRawIntBits((float) chance) << 32 | Float.floatToRawIntBits((float) lambda) & 0xffffffffL;
    }

    private int find(long key) {
        int at = (int) key & mask;
        while (table[2 * at] != key && table[2 * at] != 0) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** Room for one thread's way through a text. */
    public final class Reader {

        private float[] before = new float[order + 1];
        private float[] now = new float[order + 1];

        /** @return the natural logarithm of the text's chance, summed over its symbols in their order */
        double logProbability(int[] symbols, int length) {
            float empty = Float.intBitsToFloat((int) table[2 * find(NgramCounts.EMPTY) + 1]);
            before[0] = empty;
            now[0] = empty;
            double sum = 0;
            double product = 1;
            for (int i = 0; i < length; i++) {
                product *= step(symbols, i);
                if (product < 0x1p-900) {
                    sum += StrictMath.log(product);
                    product = 1;
                }
                float[] swap = before;
                before = now;
                now = swap;
            }
            return sum + StrictMath.log(product);
        }

        private double step(int[] symbols, int i) {
            double chance = unseen;
            int last = Math.min(order, i + 1);
            long key = NgramCounts.EMPTY;
            int k = 1;
            for (; k <= last; k++) {
                key = NgramCounts.longer(key, symbols[i - k + 1]);
                int at = find(key);
                if (table[2 * at] == 0) {
                    break;
                }
                long entry = table[2 * at + 1];
                chance = Float.intBitsToFloat((int) (entry >>> 32));
                now[k] = Float.intBitsToFloat((int) entry);
            }
            for (int longer = k; longer <= last; longer++) {
                float lambda = before[longer - 1];
                if (lambda > 0) {
                    chance *= lambda;
                }
                now[longer] = 0;
            }
            return chance;
        }
    }

    public Reader reader() {
        return new Reader();
    }

    /**
     * In bytes: order, chance of the unseen, the table's length and what stands in it, from behind an empty place on, so that
     * putting it in again in that order makes the same table.
     */
    byte[] toBytes() {
        int entries = 0;
        int empty = 0;
        for (int i = 0; i < table.length; i += 2) {
            entries += table[i] == 0 ? 0 : 1;
            empty = table[i] == 0 ? i : empty;
        }
        ByteBuffer out = ByteBuffer.allocate(20 + 16 * entries);
        out.putInt(order).putDouble(unseen).putInt(table.length / 2).putInt(entries);
        for (int step = 2; step < table.length; step += 2) {
            int i = empty + step & table.length - 1;
            if (table[i] != 0) {
                out.putLong(table[i]).putLong(table[i + 1]);
            }
        }
        return out.array();
    }

    /** @throws java.nio.BufferUnderflowException or IllegalArgumentException where that is no model */
    static NgramModel read(ByteBuffer in) {
        int order = in.getInt();
        double unseen = in.getDouble();
        int slots = in.getInt();
        int entries = in.getInt();
        if (Integer.bitCount(slots) != 1 || slots > 1 << 28 || entries > slots / 2 + 1 || 16L * entries > in.remaining()) {
            throw new IllegalArgumentException("no model: " + slots + " slots, " + entries + " entries");
        }
        NgramModel model = new NgramModel(order, unseen, new long[2 * slots]);
        for (int i = 0; i < entries; i++) {
            long key = in.getLong();
            int at = model.find(key);
            model.table[2 * at] = key;
            model.table[2 * at + 1] = in.getLong();
        }
        return model;
    }
}
