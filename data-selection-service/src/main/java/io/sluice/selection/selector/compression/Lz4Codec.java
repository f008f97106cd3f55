package io.sluice.selection.selector.compression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long LZ4's fast compressor makes a text, without writing it ({@link Lz4Block}). The search is greedy: the last place with
 * the same hash of four bytes is the only candidate, and steps grow where nothing is found.
 *
 * <p>Why not the library: of n pairs with one first part, everything up to that part's end is the same, so it is searched once
 * and the state is taken back after each second part; nothing is written and nothing is made; a primed text is indexed
 * once, not once a row; and Java counts alike on every machine, which C and Java versions of the library don't. Each of these
 * is what makes a mean over hundreds of targets cheap (docs/adr/0021).
 */
final class Lz4Codec implements Codec {

    /** Of a frame as the authors' code writes it: header with the text's length, the block's length and the end mark. */
    static final int FRAME = 23;
    private static final int SHIFT = 20;

    private final JoinedText text = new JoinedText();
    /** Small, so that it stays in the first cache. */
    private final int[] table = new int[1 << 32 - SHIFT];
    /** Entries up to this are of earlier texts. */
    private int base;
    private int used;
    private int[] changedAt = new int[1 << 10];
    private int[] changedFrom = new int[1 << 10];
    private int changes;
    private @Nullable Lz4Primer primer;

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
        forget(length);
        at = 0;
        anchor = 0;
        size = 0;
        misses = 1 << Lz4Block.PATIENCE;
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
    public void prime(byte[] before, int length) {
        primer = new Lz4Primer(before, length);
    }

    @Override
    public int primed(byte[] second, int length) {
        if (primer == null) {
            throw new IllegalStateException("nothing was primed");
        }
        return primer.size(second, length);
    }

    @Override
    public int window() {
        return Lz4Block.WINDOW;
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
        int total = size + Lz4Block.last(end - anchor);
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
     * @param open whether more may follow: stops before anything that would then be decided otherwise, and keeps no record of
     *             changes, which are never taken back
     */
    private void search(int end, boolean open) {
        byte[] bytes = text.bytes;
        while (at + Lz4Block.LAST_SEARCH <= end) {
            int word = Lz4Block.word(bytes, at);
            int slot = Lz4Block.product(word) >>> SHIFT;
            int candidate = table[slot] - base - 1;
            if (candidate < 0 || at - candidate >= Lz4Block.WINDOW || Lz4Block.word(bytes, candidate) != word) {
                put(slot, at, open);
                at += misses++ >> Lz4Block.PATIENCE;
                continue;
            }
            int limit = open ? end : end - Lz4Block.LITERALS_AT_END;
            int to = Lz4Block.matchEnd(bytes, candidate + Lz4Block.MATCH_MIN, at + Lz4Block.MATCH_MIN, limit);
            if (open && to > end - Lz4Block.LITERALS_AT_END) {
                return;
            }
            put(slot, at, open);
            int from = at;
            while (from > anchor && candidate > 0 && bytes[from - 1] == bytes[candidate - 1]) {
                from--;
                candidate--;
            }
            size += from - anchor + Lz4Block.sequence(from - anchor, to - from);
            at = to;
            anchor = to;
            misses = 1 << Lz4Block.PATIENCE;
            put(Lz4Block.product(Lz4Block.word(bytes, to - 2)) >>> SHIFT, to - 2, open);
        }
    }

    private void put(int slot, int place, boolean open) {
        if (!open) {
            if (changes == changedAt.length) {
                changedAt = Arrays.copyOf(changedAt, 2 * changes);
                changedFrom = Arrays.copyOf(changedFrom, 2 * changes);
            }
            changedAt[changes] = slot;
            changedFrom[changes++] = table[slot];
        }
        table[slot] = base + place + 1;
    }
}
