package io.sluice.selection.selector.compression;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** LZ4's high compression, by the library that Kafka's client has. It knows no dictionaries: what is primed is compressed again with each text. */
final class Lz4HighCodec implements Codec {

    private final LZ4Compressor compressor;
    private final JoinedText joined = new JoinedText();
    private byte[] out = new byte[1 << 13];
    private int alone;

    Lz4HighCodec(int level) {
        this.compressor = LZ4Factory.fastestInstance().highCompressor(level);
    }

    @Override
    public int container() {
        return Lz4Codec.FRAME;
    }

    @Override
    public int first(byte[] text, int length) {
        joined.first(text, length);
        return size(text, length);
    }

    @Override
    public int both(byte[] second, int length) {
        int all = joined.second(second, length);
        return size(joined.bytes, all);
    }

    @Override
    public void prime(byte[] text, int length) {
        alone = first(text, length);
    }

    @Override
    public int primed(byte[] text, int length) {
        return both(text, length) - alone;
    }

    private int size(byte[] text, int length) {
        int bound = compressor.maxCompressedLength(length);
        if (out.length < bound) {
            out = new byte[2 * bound];
        }
        return compressor.compress(text, 0, length, out, 0, out.length);
    }

    @Override
    public int window() {
        return 1 << 16;
    }
}
