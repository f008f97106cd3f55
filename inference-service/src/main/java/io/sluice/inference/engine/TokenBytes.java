package io.sluice.inference.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes that each token id stands for, and a name for it. */
final class TokenBytes {

    private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");
    private static final String SPACE_MARK = "\u2581";
    private static final byte[] NOTHING = {};

    private final byte[][] bytes;
    private final String[] names;

    /** @param size ids of the model, which may be more than the tokenizer's */
    TokenBytes(TokenizerJson tokenizer, int size) {
        this.bytes = new byte[size][];
        this.names = new String[size];
        for (int id = 0; id < size; id++) {
            bytes[id] = NOTHING;
            names[id] = "<unused " + id + ">";
        }
        int[] alphabet = byteAlphabet();
        for (Map.Entry<String, Integer> entry : tokenizer.vocabulary().entrySet()) {
            byte[] value = tokenizer.isByteLevel() ? byteLevel(entry.getKey(), alphabet) : marked(entry.getKey());
            put(entry.getValue(), value, name(value));
        }
        for (TokenizerJson.Added token : tokenizer.added()) {
            byte[] value = token.control() ? NOTHING : token.content().getBytes(StandardCharsets.UTF_8);
            put(token.id(), value, token.content());
        }
    }

    private void put(int id, byte[] value, String name) {
        bytes[id] = value;
        names[id] = name;
    }

    byte[] of(int token) {
        return bytes[token].clone();
    }

    String name(int token) {
        return names[token];
    }

    /** Letter by letter; a letter outside the alphabet stands for itself. */
    private static byte[] byteLevel(String entry, int[] alphabet) {
        ByteBuffer out = ByteBuffer.allocate(entry.length() * 4);
        entry.codePoints().forEach(letter -> {
            int value = letter < alphabet.length ? alphabet[letter] : -1;
            if (value >= 0) {
                out.put((byte) value);
            } else {
                out.put(Character.toString(letter).getBytes(StandardCharsets.UTF_8));
            }
        });
        byte[] result = new byte[out.position()];
        out.get(0, result);
        return result;
    }

    private static byte[] marked(String entry) {
        Matcher matcher = BYTE.matcher(entry);
        if (matcher.matches()) {
            return new byte[] {(byte) Integer.parseInt(matcher.group(1), 16)};
        }
        return entry.replace(SPACE_MARK, " ").getBytes(StandardCharsets.UTF_8);
    }

    /** GPT-2's alphabet: printable Latin-1 stands for itself, the other bytes for U+0100 and up in order. */
    private static int[] byteAlphabet() {
        int[] values = new int[0x200];
        java.util.Arrays.fill(values, -1);
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            values[printable ? b : next++] = b;
        }
        return values;
    }

    /** The text, or the bytes in hex when they are no whole characters. */
    private static String name(byte[] value) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            return "bytes:" + HexFormat.ofDelimiter("").withPrefix("\\x").formatHex(value);
        }
    }
}
