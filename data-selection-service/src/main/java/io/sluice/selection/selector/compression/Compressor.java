package io.sluice.selection.selector.compression;

import java.util.Locale;
import java.util.function.IntFunction;

/** The compressors and their levels. Level 0 of the setting is the lowest that compresses. */
enum Compressor {

    DEFLATE(1, 9, DeflateCodec::new),
    LZ4(0, 12, level -> level == 0 ? new Lz4Codec() : new Lz4HighCodec(level)),
    ZSTD(1, 19, ZstdCodec::new);

    private final int lowest;
    private final int highest;
    private final IntFunction<Codec> maker;

    Compressor(int lowest, int highest, IntFunction<Codec> maker) {
        this.lowest = lowest;
        this.highest = highest;
        this.maker = maker;
    }

    static Compressor named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    int highest() {
        return highest;
    }

    Codec codec(int level) {
        return maker.apply(Math.max(lowest, level));
    }
}
