package io.sluice.selection.selector.compression;

/** Room for two texts one after the other. */
final class JoinedText {

    /** More than a text is kept, so that eight bytes can be read anywhere in it. */
    private static final int SLACK = 8;

    byte[] bytes = new byte[1 << 12];
    int first;

    void first(byte[] text, int length) {
        reserve(length);
        System.arraycopy(text, 0, bytes, 0, length);
        first = length;
    }

    /** @return the length of both */
    int second(byte[] text, int length) {
        reserve(first + length);
        System.arraycopy(text, 0, bytes, first, length);
        return first + length;
    }

    private void reserve(int length) {
        if (bytes.length < length + SLACK) {
            byte[] larger = new byte[Math.max(length + SLACK, 2 * bytes.length)];
            System.arraycopy(bytes, 0, larger, 0, first);
            bytes = larger;
        }
    }
}
