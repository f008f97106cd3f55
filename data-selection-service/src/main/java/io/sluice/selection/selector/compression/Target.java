package io.sluice.selection.selector.compression;

import io.sluice.selection.selector.SelectorException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What rows are compared with.
 *
 * @param texts of the target's rows
 * @param usual of as many rows of the pool; empty where the target alone counts
 */
record Target(List<Text> texts, List<Text> usual) {

    /**
     * A row.
     *
     * @param ordinal in its data set
     * @param size    compressed, as the machine that prepared counts
     */
    record Text(long ordinal, int size, byte[] bytes) {
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(bytes(texts) + bytes(usual));
        put(out, texts);
        put(out, usual);
        return out.array();
    }

    private static int bytes(List<Text> texts) {
        return 4 + texts.stream().mapToInt(text -> 16 + text.bytes.length).sum();
    }

    private static void put(ByteBuffer out, List<Text> texts) {
        out.putInt(texts.size());
        texts.forEach(text -> out.putLong(text.ordinal).putInt(text.size).putInt(text.bytes.length).put(text.bytes));
    }

    static Target read(byte[] state) throws SelectorException {
        try {
            ByteBuffer in = ByteBuffer.wrap(state);
            return new Target(texts(in), texts(in));
        } catch (BufferUnderflowException e) {
            throw damaged();
        }
    }

    private static List<Text> texts(ByteBuffer in) throws SelectorException {
        List<Text> texts = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            long ordinal = in.getLong();
            int size = in.getInt();
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw damaged();
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            texts.add(new Text(ordinal, size, bytes));
        }
        return texts;
    }

    private static SelectorException damaged() {
        return SelectorException.prepared("the prepared target of zip-fit is damaged");
    }

    /** Lengths hang on the compressor's version: two machines that count otherwise must not score one job. */
    void check(Codec codec) throws SelectorException {
        for (Text text : texts) {
            int here = codec.first(text.bytes, text.bytes.length);
            if (here != text.size) {
                throw SelectorException.prepared("this machine's compressor makes row " + text.ordinal + " of the target " + here
                        + " bytes long, the one that prepared made it " + text.size);
            }
        }
    }

    /** All texts, one after the other. */
    static byte[] joined(List<Text> texts) {
        ByteBuffer all = ByteBuffer.allocate(texts.stream().mapToInt(text -> text.bytes.length).sum());
        texts.forEach(text -> all.put(text.bytes));
        return all.array();
    }
}
