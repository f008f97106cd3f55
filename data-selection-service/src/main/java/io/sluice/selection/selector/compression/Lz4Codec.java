package io.sluice.selection.selector.compression;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How long LZ4's fast compressor makes a text, without writing it. A block is a row of sequences: a token, literals, and a
 * match of at least four bytes that stands no more than 64 KiB back; a length of 15 or more in either half of the token takes a
 * further byte for each 255; a match begins twelve bytes before the end or earlier, and the last five bytes are literals. The
 * search is greedy: the last place with the same hash of four bytes is the only candidate, and steps grow where nothing is found.
 *
 * <p>Why not the library: of n pairs with one first part, everything up to that part's end is the same, so it is searched once
 * and the state is taken back after each second part; nothing is written and nothing is made; a primed text is indexed
 * once, not once a row; and Java counts alike on every machine, which C and Java versions of the library don't. Each of these
 * is what makes a mean over hundreds of targets cheap.
 */
final class Lz4Codec implements Codec {

    /** Of a frame as the authors' code writes it: header with the text's length, the block's length and the end mark. */
    static final int FRAME = 23;
    private static final int WINDOW = 1 << 16;
    private static final int MATCH_MIN = 4;
    private static final int LITERALS_AT_END = 5;
    private static final int LAST_SEARCH = 12;
    /** Steps grow by one for each so many places without a match. */
    private static final int PATIENCE = 6;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final JoinedText text = new JoinedText();
    /** Of pairs: small, so that it stays in the first cache. */
    private final int[] pairs = new int[1 << 12];
    private int[] table = pairs;
    private int shift;
    /** Entries up to this are of earlier texts. */
    private int base;
    private int used;
    private int[] changedAt = new int[1 << 10];
    private int[] changedFrom = new int[1 << 10];
    private int changes;

    private int at;
    private int anchor;
    private int size;
    private int misses;
    private int settledAt;
    private int settledAnchor;
    private int settledSize;
    private int settledMisses;

    @Override
    public int container() {
        return FRAME;
    }

    @Override
    public int first(byte[] first, int length) {
        text.first(first, length);
        use(pairs);
        forget(length);
        at = 0;
        anchor = 0;
        size = 0;
        misses = 1 << PATIENCE;
        search(length, true);
        settle();
        search(length, false);
        return close(length);
    }

    @Override
    public int both(byte[] second, int length) {
        int all = text.second(second, length);
        used = Math.max(used, all);
        search(all, false);
        return close(all);
    }

    @Override
    public void prime(byte[] primer, int length) {
        text.first(primer, length);
        Arrays.fill(pairs, 0);
        use(new int[1 << 16]);
        base = 0;
        used = length;
        for (int i = 0; i + MATCH_MIN <= length; i++) {
            table[hash((int) INT.get(text.bytes, i))] = i + 1;
        }
        at = length;
        anchor = length;
        size = 0;
        misses = 1 << PATIENCE;
        settle();
    }

    @Override
    public int primed(byte[] second, int length) {
        return both(second, length);
    }

    @Override
    public int window() {
        return WINDOW;
    }

    private void use(int[] entries) {
        table = entries;
        shift = Integer.numberOfLeadingZeros(entries.length - 1);
    }

    /** Makes all entries those of earlier texts. */
    private void forget(int length) {
        if (base > Integer.MAX_VALUE / 2) {
            Arrays.fill(table, 0);
            base = 0;
        } else {
            base += used + 1;
        }
        used = length;
    }

    private void settle() {
        changes = 0;
        settledAt = at;
        settledAnchor = anchor;
        settledSize = size;
        settledMisses = misses;
    }

    /** @return the block's size; everything is taken back to where the first part was settled */
    private int close(int end) {
        int total = size + 1 + extra(end - anchor) + end - anchor;
        while (changes > 0) {
            changes--;
            table[changedAt[changes]] = changedFrom[changes];
        }
        at = settledAt;
        anchor = settledAnchor;
        size = settledSize;
        misses = settledMisses;
        return total;
    }

    /**
     * Goes on to the end of the text.
     *
     * @param open whether more may follow: stops before anything that would then be decided otherwise
     */
    private void search(int end, boolean open) {
        byte[] bytes = text.bytes;
        while (at + LAST_SEARCH <= end) {
            int word = (int) INT.get(bytes, at);
            int slot = hash(word);
            int candidate = table[slot] - base - 1;
            if (candidate < 0 || at - candidate >= WINDOW || (int) INT.get(bytes, candidate) != word) {
                put(slot, at);
                at += misses++ >> PATIENCE;
                continue;
            }
            int limit = open ? end : end - LITERALS_AT_END;
            int to = matchEnd(bytes, candidate + MATCH_MIN, at + MATCH_MIN, limit);
            if (open && to > end - LITERALS_AT_END) {
                return;
            }
            put(slot, at);
            int from = at;
            while (from > anchor && candidate > 0 && bytes[from - 1] == bytes[candidate - 1]) {
                from--;
                candidate--;
            }
            size += 1 + extra(from - anchor) + from - anchor + 2 + extra(to - from - MATCH_MIN);
            at = to;
            anchor = to;
            misses = 1 << PATIENCE;
            put(hash((int) INT.get(bytes, to - 2)), to - 2);
        }
    }

    private static int matchEnd(byte[] bytes, int candidate, int from, int limit) {
        int i = from;
        int j = candidate;
        while (i + Long.BYTES <= limit) {
            long different = (long) LONG.get(bytes, i) ^ (long) LONG.get(bytes, j);
            if (different != 0) {
                return i + (Long.numberOfTrailingZeros(different) >> 3);
            }
            i += Long.BYTES;
            j += Long.BYTES;
        }
        while (i < limit && bytes[i] == bytes[j]) {
            i++;
            j++;
        }
        return i;
    }

    private void put(int slot, int place) {
        if (changes == changedAt.length) {
            changedAt = Arrays.copyOf(changedAt, 2 * changes);
            changedFrom = Arrays.copyOf(changedFrom, 2 * changes);
        }
        changedAt[changes] = slot;
        changedFrom[changes++] = table[slot];
        table[slot] = base + place + 1;
    }

    /** Further bytes that a length takes. */
    private static int extra(int length) {
        return length < 15 ? 0 : 1 + (length - 15) / 255;
    }

    private int hash(int word) {
        return word * 0x9e3779b1 >>> shift;
    }
}
