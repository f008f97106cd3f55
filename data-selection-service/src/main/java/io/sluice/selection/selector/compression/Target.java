package io.sluice.selection.selector.compression;

import io.sluice.selection.selector.SelectorException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The target as it is compared with. */
record Target(List<Text> texts) {

    /**
     * A row of the target.
     *
     * @param ordinal in the target's data set
     * @param size    compressed, as the machine that prepared counts
     */
    record Text(long ordinal, int size, byte[] bytes) {
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(4 + texts.stream().mapToInt(text -> 16 + text.bytes.length).sum());
        out.putInt(texts.size());
        texts.forEach(text -> out.putLong(text.ordinal).putInt(text.size).putInt(text.bytes.length).put(text.bytes));
        return out.array();
    }

    static Target read(byte[] state) throws SelectorException {
        try {
            ByteBuffer in = ByteBuffer.wrap(state);
            List<Text> texts = new ArrayList<>();
            for (int left = in.getInt(); left > 0; left--) {
                long ordinal = in.getLong();
                int size = in.getInt();
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw SelectorException.prepared("the prepared target of zip-fit is damaged");
                }
                byte[] bytes = new byte[length];
                in.get(bytes);
                texts.add(new Text(ordinal, size, bytes));
            }
            return new Target(texts);
        } catch (BufferUnderflowException e) {
            throw SelectorException.prepared("the prepared target of zip-fit is damaged");
        }
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
    byte[] joined() {
        ByteBuffer all = ByteBuffer.allocate(texts.stream().mapToInt(text -> text.bytes.length).sum());
        texts.forEach(text -> all.put(text.bytes));
        return all.array();
    }
}
