package io.sluice.inference.decoding.constraint.vocabulary;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Masks of the tokens that are whole, unescaped characters of a JSON string, by how many characters they have at most. */
final class PlainTokens {

    private final long[][] upTo;

    PlainTokens(List<Integer> ids, byte[][] spelling, int words) {
        int longest = 0;
        int[] lengths = new int[ids.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = characters(spelling[ids.get(i)]);
            longest = Math.max(longest, lengths[i]);
        }
        this.upTo = new long[longest + 1][];
        upTo[0] = new long[words];
        for (int n = 1; n <= longest; n++) {
            upTo[n] = upTo[n - 1];
            boolean own = false;
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] == n) {
                    if (!own) {
                        upTo[n] = upTo[n].clone();
                        own = true;
                    }
                    int id = ids.get(i);
                    upTo[n][id >> 6] |= 1L << id;
                }
            }
        }
    }

    /** The tokens with at most that many characters; not to be changed. */
    long[] upTo(int characters) {
        return upTo[Math.min(characters, upTo.length - 1)];
    }

    /** How many characters the bytes are, or -1 when they are not whole or one needs an escape. */
    static int characters(byte[] text) {
        for (byte b : text) {
            if (b == '"' || b == '\\' || b >= 0 && b < 0x20) {
                return -1;
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
            return decoded.codePointCount(0, decoded.length());
        } catch (CharacterCodingException e) {
            return -1;
        }
    }
}
