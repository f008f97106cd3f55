package io.sluice.selection.selector.compression;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts as bytes. */
final class Utf8 {

    private Utf8() {
    }

    /** At most so many bytes from the beginning; a character may be cut, since nobody reads them as text. */
    static byte[] beginning(String text, int bytesMax) {
        byte[] bytes = (text.length() > bytesMax ? text.substring(0, bytesMax) : text).getBytes(StandardCharsets.UTF_8);
        return bytes.length > bytesMax ? Arrays.copyOf(bytes, bytesMax) : bytes;
    }
}
