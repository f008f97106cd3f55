package io.sluice.selection.selector.compression;

import java.util.zip.Deflater;

/** The JDK's zlib. Its sizes hang on the build of zlib; its memory is given back when this object is collected. */
final class DeflateCodec implements Codec {

    /** Of gzip: ten bytes of header, a checksum and the length. */
    private static final int GZIP = 18;

    private final Deflater deflater;
    private final JoinedText joined = new JoinedText();
    private final byte[] out = new byte[1 << 14];

    DeflateCodec(int level) {
        this.deflater = new Deflater(level, true);
    }

    @Override
    public int container() {
        return GZIP;
    }

    @Override
    public int first(byte[] text, int length) {
        joined.first(text, length);
        deflater.reset();
        return size(text, length);
    }

    @Override
    public int both(byte[] second, int length) {
        int all = joined.second(second, length);
        deflater.reset();
        return size(joined.bytes, all);
    }

    @Override
    public void prime(byte[] text, int length) {
        joined.first(text, length);
    }

    @Override
    public int primed(byte[] text, int length) {
        deflater.reset();
        deflater.setDictionary(joined.bytes, 0, joined.first);
        return size(text, length);
    }

    private int size(byte[] text, int length) {
        deflater.setInput(text, 0, length);
        deflater.finish();
        int size = 0;
        while (!deflater.finished()) {
            size += deflater.deflate(out);
        }
        return size;
    }

    @Override
    public int window() {
        return 32_506;
    }
}
