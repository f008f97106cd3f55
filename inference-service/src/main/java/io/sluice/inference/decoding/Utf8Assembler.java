package io.sluice.inference.decoding;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of tokens into text, whole characters only: a token may end inside a character, and the rest comes
 * with a later one. Bytes that can't be UTF-8 become U+FFFD. Over all calls the text is what decoding all bytes at once
 * gives, however they were cut.
 */
final class Utf8Assembler {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] pending = new byte[0];

    /** The characters that these bytes complete. */
    String append(byte[] bytes) {
        return decode(bytes, false);
    }

    /** Whether the last bytes are the beginning of a character. */
    boolean midCharacter() {
        return pending.length > 0;
    }

    /** What is left, with U+FFFD for a character that never ended. */
    String finish() {
        return decode(new byte[0], true);
    }

    private String decode(byte[] bytes, boolean end) {
        ByteBuffer in = ByteBuffer.allocate(pending.length + bytes.length).put(pending).put(bytes).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.reset();
        decoder.decode(in, out, end);
        if (end) {
            decoder.flush(out);
        }
        pending = new byte[in.remaining()];
        in.get(pending);
        return out.flip().toString();
    }
}
