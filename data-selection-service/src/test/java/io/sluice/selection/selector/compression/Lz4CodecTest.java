package io.sluice.selection.selector.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

class Lz4CodecTest {

    /** Texts of all lengths and of all degrees of repetition. */
    private static byte[] text(SplittableRandom random, int lengthMax) {
        byte[] text = new byte[random.nextInt(lengthMax + 1)];
        int letters = 1 + random.nextInt(random.nextBoolean() ? 4 : 60);
        int i = 0;
        while (i < text.length) {
            int run = 1 + random.nextInt(40);
            boolean copy = i > 0 && random.nextInt(3) > 0;
            int from = copy ? random.nextInt(i) : 0;
            for (int j = 0; j < run && i < text.length; j++, i++) {
                text[i] = copy ? text[from + j] : (byte) ('a' + random.nextInt(letters));
            }
        }
        return text;
    }

    private static byte[] join(byte[] x, byte[] y) {
        byte[] both = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, both, x.length, y.length);
        return both;
    }

    @Test
    void countsWhatAPlainWriterWritesAndTheLibraryReads() {
        SplittableRandom random = new SplittableRandom(1);
        Lz4Codec codec = new Lz4Codec();
        for (int i = 0; i < 3_000; i++) {
            byte[] text = text(random, i % 100 == 0 ? 100_000 : 400);
            byte[] block = NaiveLz4.write(text, 0);

            assertThat(codec.first(text, text.length)).isEqualTo(block.length);
            assertThat(LZ4Factory.safeInstance().safeDecompressor().decompress(block, text.length)).isEqualTo(text);
        }
    }

    @Test
    void aPairIsWhatItsConcatenationIs() {
        SplittableRandom random = new SplittableRandom(2);
        Lz4Codec codec = new Lz4Codec();
        for (int i = 0; i < 1_000; i++) {
            byte[] x = text(random, i % 50 == 0 ? 80_000 : 300);
            int alone = codec.first(x, x.length);
            for (int j = 0; j < 5; j++) {
                byte[] y = j == 4 ? x : text(random, 300);
                byte[] both = join(x, y);
                assertThat(codec.both(y, y.length)).as("text %d, %d", i, j).isEqualTo(new Lz4Codec().first(both, both.length));
            }
            assertThat(new Lz4Codec().first(x, x.length)).isEqualTo(alone);
        }
    }

    @Test
    void whatWasPrimedIsAsGoodAsSent() {
        SplittableRandom random = new SplittableRandom(3);
        Lz4Codec codec = new Lz4Codec();
        for (int i = 0; i < 200; i++) {
            byte[] before = text(random, i % 10 == 0 ? 65_536 : 2_000);
            codec.prime(before, before.length);
            for (int j = 0; j < 5; j++) {
                byte[] text = text(random, 300);
                byte[] block = NaiveLz4.write(join(before, text), before.length);
                assertThat(codec.primed(text, text.length)).isEqualTo(block.length);
                assertThat(NaiveLz4.read(block, before)).isEqualTo(text);
            }
            byte[] other = text(random, 300);
            assertThat(codec.first(other, other.length)).isEqualTo(NaiveLz4.write(other, 0).length);
        }
    }

    @Test
    void isAsShortAsTheLibrarysFastCompressor() {
        byte[] text = text(new SplittableRandom(4), 60_000);
        byte[] words = "the quick brown fox jumps over the lazy dog; the dog sleeps on. ".repeat(40).getBytes(StandardCharsets.US_ASCII);
        for (byte[] each : new byte[][] {text, words, Arrays.copyOf(text, 500)}) {
            double library = LZ4Factory.safeInstance().fastCompressor().compress(each).length;
            assertThat(new Lz4Codec().first(each, each.length) / library).isBetween(0.9, 1.1);
        }
    }
}
