package io.sluice.selection.selector.compression;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Writes and reads blocks of LZ4 the plain way: by the rules that {@link Lz4Codec} and {@link Lz4Primer} count by, from the beginning each time. */
final class NaiveLz4 {

    private NaiveLz4() {
    }

    /** @param from where the text begins; what stands before was read before, and every place of it is known */
    static byte[] write(byte[] text, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] own = new int[1 << 12];
        int[] primed = new int[1 << 16];
        Arrays.fill(own, -1);
        Arrays.fill(primed, -1);
        for (int i = 0; i + 4 <= from; i++) {
            primed[slot(text, i, 16)] = i;
        }
        int at = from;
        int anchor = from;
        int misses = 64;
        while (at + 12 <= text.length) {
            int candidate = own[slot(text, at, 12)];
            own[slot(text, at, 12)] = at;
            if (match(text, candidate, at) < 4) {
                candidate = primed[slot(text, at, 16)];
            }
            int length = match(text, candidate, at);
            if (length < 4) {
                at += misses++ / 64;
                continue;
            }
            int end = at + length;
            while (at > anchor && candidate > 0 && text[at - 1] == text[candidate - 1]) {
                at--;
                candidate--;
            }
            sequence(out, text, anchor, at, at - candidate, end - at);
            at = end;
            anchor = end;
            misses = 64;
            own[slot(text, at - 2, 12)] = at - 2;
        }
        sequence(out, text, anchor, text.length, 0, 0);
        return out.toByteArray();
    }

    private static int match(byte[] text, int candidate, int at) {
        int length = 0;
        while (candidate >= 0 && at - candidate < 65_536 && at + length < text.length - 5 && text[candidate + length] == text[at + length]) {
            length++;
        }
        return length;
    }

    private static int slot(byte[] text, int i, int bits) {
        int word = text[i] & 0xff | (text[i + 1] & 0xff) << 8 | (text[i + 2] & 0xff) << 16 | (text[i + 3] & 0xff) << 24;
        return word * 0x9e3779b1 >>> 32 - bits;
    }

    /** @param offset 0: the last literals, without a match */
    private static void sequence(ByteArrayOutputStream out, byte[] text, int from, int to, int offset, int length) {
        int more = offset == 0 ? 0 : length - 4;
        out.write(Math.min(15, to - from) << 4 | Math.min(15, more));
        length(out, to - from);
        out.write(text, from, to - from);
        if (offset > 0) {
            out.write(offset);
            out.write(offset >> 8);
            length(out, more);
        }
    }

    private static void length(ByteArrayOutputStream out, int length) {
        if (length >= 15) {
            for (int left = length - 15; ; left -= 255) {
                out.write(Math.min(255, left));
                if (left < 255) {
                    return;
                }
            }
        }
    }

    /** @param before what was read before the block */
    static byte[] read(byte[] block, byte[] before) {
        byte[] text = Arrays.copyOf(before, 1 << 20);
        int written = before.length;
        int[] at = {0};
        while (at[0] < block.length) {
            int token = block[at[0]++] & 0xff;
            int literals = length(block, at, token >> 4);
            System.arraycopy(block, at[0], text, written, literals);
            at[0] += literals;
            written += literals;
            if (at[0] == block.length) {
                break;
            }
            int offset = block[at[0]++] & 0xff | (block[at[0]++] & 0xff) << 8;
            int end = written + length(block, at, token & 15) + 4;
            for (; written < end; written++) {
                text[written] = text[written - offset];
            }
        }
        return Arrays.copyOfRange(text, before.length, written);
    }

    private static int length(byte[] block, int[] at, int nibble) {
        int length = nibble;
        if (nibble == 15) {
            int next;
            do {
                next = block[at[0]++] & 0xff;
                length += next;
            } while (next == 255);
        }
        return length;
    }
}
