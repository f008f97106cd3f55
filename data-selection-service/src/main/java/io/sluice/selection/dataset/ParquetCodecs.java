package io.sluice.selection.dataset;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Unpacks pages. Parquet's own factory goes through Hadoop and believes whatever size a page tells of itself; here a page
 * is as long as it says and no longer than a bound.
 */
final class ParquetCodecs implements CompressionCodecFactory {

    static final Set<CompressionCodecName> KNOWN = EnumSet.of(CompressionCodecName.UNCOMPRESSED, CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP, CompressionCodecName.ZSTD);
    private static final int PAGE_BYTES_MAX = 256 << 20;

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("files are only read");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        if (!KNOWN.contains(codec)) {
            throw new IllegalArgumentException("no codec " + codec);
        }
        return new Page(codec);
    }

    @Override
    public void release() {
        // Nothing is held between pages.
    }

    private record Page(CompressionCodecName codec) implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput packed, int bytes) throws IOException {
            return BytesInput.from(unpack(packed.toByteArray(), bytes));
        }

        @Override
        public void decompress(ByteBuffer packed, int packedBytes, ByteBuffer into, int bytes) throws IOException {
            byte[] content = new byte[packedBytes];
            packed.get(content);
            into.put(unpack(content, bytes));
        }

        private byte[] unpack(byte[] packed, int bytes) throws IOException {
            if (bytes < 0 || bytes > PAGE_BYTES_MAX) {
                throw new IOException("a page of " + bytes + " bytes");
            }
            byte[] page = switch (codec) {
                case UNCOMPRESSED -> packed;
                case SNAPPY -> snappy(packed, bytes);
                case ZSTD -> zstd(packed, bytes);
                case GZIP -> gzip(packed, bytes);
                default -> throw new IOException("no codec " + codec);
            };
            if (page.length != bytes) {
                throw new IOException("a page is not as long as it says");
            }
            return page;
        }

        private static byte[] snappy(byte[] packed, int bytes) throws IOException {
            return Snappy.uncompressedLength(packed) == bytes ? Snappy.uncompress(packed) : new byte[0];
        }

        private static byte[] zstd(byte[] packed, int bytes) throws IOException {
            byte[] page = new byte[bytes];
            long got = Zstd.decompress(page, packed);
            if (Zstd.isError(got) || got != bytes) {
                throw new IOException("a damaged page");
            }
            return page;
        }

        /** One byte more than wanted is enough to see that there is too much. */
        private static byte[] gzip(byte[] packed, int bytes) throws IOException {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                return in.readNBytes(bytes + 1);
            }
        }

        @Override
        public void release() {
            // Nothing is held between pages.
        }
    }
}
