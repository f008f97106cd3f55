package io.sluice.selection.selector.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressorTest {

    private static final byte[] A = bytes("def add(a, b):\n    return a + b\n".repeat(4));
    private static final byte[] B = bytes("def sub(a, b):\n    return a - b\n".repeat(4));
    private static final byte[] C = bytes("The quick brown fox jumps over the lazy dog near the river bank.\n".repeat(2));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static double distance(Codec codec, byte[] x, byte[] y) {
        int sizeY = codec.container() + codec.first(y, y.length);
        int sizeX = codec.container() + codec.first(x, x.length);
        return (codec.container() + codec.both(y, y.length) - Math.min(sizeX, sizeY)) / (double) Math.max(sizeX, sizeY);
    }

    /** Lengths hang on the build of zlib, so these are held to a few bytes, and what follows to the relations alone. */
    @Test
    void gzipsLengthsAreThoseOfTheWorkedVectors() {
        Codec gzip = Compressor.DEFLATE.codec(9);

        assertThat(gzip.container() + gzip.first(A, A.length)).isCloseTo(54, within(3));
        assertThat(gzip.container() + gzip.first(B, B.length)).isCloseTo(54, within(3));
        assertThat(gzip.container() + gzip.first(C, C.length)).isCloseTo(81, within(3));
        assertThat(distance(gzip, A, A)).isCloseTo(0, within(0.06));
        assertThat(distance(gzip, A, B)).isCloseTo(8 / 54.0, within(0.06));
        assertThat(distance(gzip, A, C)).isCloseTo(56 / 81.0, within(0.06));
        assertThat(distance(gzip, C, A)).isCloseTo(57 / 81.0, within(0.06));
    }

    @ParameterizedTest
    @CsvSource({"DEFLATE, 0", "DEFLATE, 9", "LZ4, 0", "LZ4, 9", "ZSTD, 0", "ZSTD, 19"})
    void whatIsAlikeIsNear(Compressor compressor, int level) {
        Codec codec = compressor.codec(level);

        assertThat(distance(codec, A, A)).isLessThan(distance(codec, A, B));
        assertThat(distance(codec, A, B)).isLessThan(0.7 * distance(codec, A, C));
        assertThat(distance(codec, A, C)).isBetween(0.5, 1.1);
    }

    @ParameterizedTest
    @CsvSource({"DEFLATE, 0", "DEFLATE, 9", "LZ4, 0", "LZ4, 9", "ZSTD, 0", "ZSTD, 19"})
    void aCodecForgetsWhatItCountedBefore(Compressor compressor, int level) {
        Codec used = compressor.codec(level);
        Codec primed = compressor.codec(level);
        primed.prime(A, A.length);
        int after = primed.primed(B, B.length);
        for (int i = 0; i < 20; i++) {
            assertThat(distance(used, A, C)).isEqualTo(distance(compressor.codec(level), A, C));
            assertThat(primed.primed(B, B.length)).isEqualTo(after);
            primed.primed(C, C.length);
        }
        assertThat(after).isLessThan(used.first(B, B.length));
    }

    @Test
    void deflatesPairsAreWhatGzipMakesOfTheirConcatenation() throws IOException {
        Codec codec = Compressor.DEFLATE.codec(6);
        codec.first(A, A.length);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(file)) {
            gzip.write(A);
            gzip.write(C);
        }
        assertThat(codec.container() + codec.both(C, C.length)).isEqualTo(file.size());
    }
}
