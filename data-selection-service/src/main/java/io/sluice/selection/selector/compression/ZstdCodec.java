package io.sluice.selection.selector.compression;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import java.util.Arrays;

/** Zstandard, by the library that Kafka's client has. Its frames are as short as its format allows, so nothing is added to them. */
final class ZstdCodec implements Codec {

    private final int level;
    private final ZstdCompressCtx plain;
    private final ZstdCompressCtx primed;
    private final JoinedText joined = new JoinedText();
    private byte[] out = new byte[1 << 13];

    ZstdCodec(int level) {
        this.level = level;
        this.plain = context(level);
        this.primed = context(level);
    }

    private static ZstdCompressCtx context(int level) {
        ZstdCompressCtx context = new ZstdCompressCtx();
        context.setLevel(level);
        context.setChecksum(false);
        context.setDictID(false);
        return context;
    }

    @Override
    public int container() {
        return 0;
    }

    @Override
    public int first(byte[] text, int length) {
        joined.first(text, length);
        return size(plain, text, length);
    }

    @Override
    public int both(byte[] second, int length) {
        int all = joined.second(second, length);
        return size(plain, joined.bytes, all);
    }

    @Override
    public void prime(byte[] text, int length) {
        primed.loadDict(new ZstdDictCompress(Arrays.copyOf(text, length), level));
    }

    @Override
    public int primed(byte[] text, int length) {
        return size(primed, text, length);
    }

    private int size(ZstdCompressCtx context, byte[] text, int length) {
        int bound = (int) Zstd.compressBound(length);
        if (out.length < bound) {
            out = new byte[2 * bound];
        }
        return context.compressByteArray(out, 0, out.length, text, 0, length);
    }

    @Override
    public int window() {
        return 1 << 17;
    }
}
