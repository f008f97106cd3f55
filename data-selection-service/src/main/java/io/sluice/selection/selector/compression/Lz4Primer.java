package io.sluice.selection.selector.compression;

import java.util.Arrays;

/**
 * How long LZ4's fast compressor makes texts for somebody who has read another one before. Every place of that other text is
 * indexed once: the upper half of a word's product says which entry, and the entry holds the lower half beside the place, so
 * that a miss is known without a look at the text. A text's own words are looked for first, in a table of their own.
 */
final class Lz4Primer {

    private static final int OWN_SHIFT = 20;
    private static final int LOWER = 0xffff;

    private final JoinedText text = new JoinedText();
    /** A place, and the lower half of the product of the word there. */
    private final int[] primed = new int[1 << 16];
    private final int[] own = new int[1 << 32 - OWN_SHIFT];
    /** Entries up to this are of earlier texts. */
    private int base;

    /** @param length at most {@link Lz4Block#WINDOW} */
    Lz4Primer(byte[] primer, int length) {
        if (length > Lz4Block.WINDOW) {
            throw new IllegalArgumentException(length + " bytes are more than a match reaches back");
        }
        text.first(primer, length);
        for (int i = 0; i + Lz4Block.MATCH_MIN <= length; i++) {
            int product = Lz4Block.product(Lz4Block.word(text.bytes, i));
            primed[product >>> 16] = i << 16 | product & LOWER;
        }
    }

    int size(byte[] second, int length) {
        int end = text.second(second, length);
        byte[] bytes = text.bytes;
        int first = text.first;
        int newest = base - first + 1;
        int at = first;
        int anchor = first;
        int size = 0;
        int misses = 1 << Lz4Block.PATIENCE;
        while (at + Lz4Block.LAST_SEARCH <= end) {
            int word = Lz4Block.word(bytes, at);
            int product = Lz4Block.product(word);
            int slot = product >>> OWN_SHIFT;
            int candidate = own[slot] - newest;
            own[slot] = newest + at;
            if (candidate < first || Lz4Block.word(bytes, candidate) != word) {
                int entry = primed[product >>> 16];
                candidate = entry >>> 16;
                if ((entry & LOWER) != (product & LOWER) || at - candidate >= Lz4Block.WINDOW || Lz4Block.word(bytes, candidate) != word) {
                    at += misses++ >> Lz4Block.PATIENCE;
                    continue;
                }
            }
            int to = Lz4Block.matchEnd(bytes, candidate + Lz4Block.MATCH_MIN, at + Lz4Block.MATCH_MIN, end - Lz4Block.LITERALS_AT_END);
            while (at > anchor && candidate > 0 && bytes[at - 1] == bytes[candidate - 1]) {
                at--;
                candidate--;
            }
            size += at - anchor + Lz4Block.sequence(at - anchor, to - at);
            at = to;
            anchor = to;
            misses = 1 << Lz4Block.PATIENCE;
            own[Lz4Block.product(Lz4Block.word(bytes, to - 2)) >>> OWN_SHIFT] = newest + to - 2;
        }
        forget(length);
        return size + Lz4Block.last(end - anchor);
    }

    private void forget(int length) {
        base += length + 1;
        if (base > Integer.MAX_VALUE / 2) {
            Arrays.fill(own, 0);
            base = 0;
        }
    }
}
