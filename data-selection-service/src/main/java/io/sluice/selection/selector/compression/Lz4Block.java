package io.sluice.selection.selector.compression;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What LZ4's block format and its fast search are made of. A block is a row of sequences: a token, literals, and a match of at
 * least four bytes that stands less than 64 KiB back; a length of 15 or more in either half of the token takes a further byte
 * for each 255; a match begins twelve bytes before the end or earlier, and the last five bytes are literals.
 */
final class Lz4Block {

    static final int WINDOW = 1 << 16;
    static final int MATCH_MIN = 4;
    static final int LITERALS_AT_END = 5;
    static final int LAST_SEARCH = 12;
    /** Steps grow by one for each 64 places without a match. */
    static final int PATIENCE = 6;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Lz4Block() {
    }

    /** Four bytes. */
    static int word(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** Different words have different products; the upper bits are the hash. */
    static int product(int word) {
        return word * 0x9e3779b1;
    }

    /** Bytes of a sequence without its literals: the token, the offset, and what lengths take besides. */
    static int sequence(int literals, int match) {
        return 3 + extra(literals) + extra(match - MATCH_MIN);
    }

    /** Bytes of the last sequence, which has literals only. */
    static int last(int literals) {
        return 1 + extra(literals) + literals;
    }

    private static int extra(int length) {
        return length < 15 ? 0 : 1 + (length - 15) / 255;
    }

    /** Where two runs stop being equal. Eight bytes behind the limit have to exist. */
    static int matchEnd(byte[] bytes, int candidate, int from, int limit) {
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
}
