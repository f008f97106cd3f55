package io.sluice.trainer.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The printable stand-ins for the 256 bytes that byte-level BPE files are written in (the GPT-2 convention): printable
 * Latin-1 bytes stand for themselves, the others for the code points from 256 on.
 */
final class ByteAlphabet {

    private static final char[] SYMBOLS = symbols();

    private ByteAlphabet() {}

    /** All 256 symbols, by byte. */
    static List<String> all() {
        List<String> all = new ArrayList<>(256);
        for (char symbol : SYMBOLS) {
            all.add(String.valueOf(symbol));
        }
        return all;
    }

    static List<String> of(String text) {
        List<String> symbols = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            symbols.add(String.valueOf(SYMBOLS[Byte.toUnsignedInt(b)]));
        }
        return symbols;
    }

    private static char[] symbols() {
        char[] symbols = new char[256];
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            symbols[b] = printable ? (char) b : next++;
        }
        return symbols;
    }
}
