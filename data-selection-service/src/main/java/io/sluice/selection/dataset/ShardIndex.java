package io.sluice.selection.dataset;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * Where each shard begins, 16 bytes a shard: the offset of its first record and the number of lines before it, both
 * big-endian. A shard is read without its predecessors.
 */
final class ShardIndex {

    private static final int ENTRY_BYTES = 16;

    private ShardIndex() {
    }

    /** @param before lines before the shard's first record */
    record Entry(long offset, long before) {
    }

    static void write(DataOutputStream out, Read first) throws IOException {
        out.writeLong(first.offset());
        out.writeLong(first.line() - 1);
    }

    static Entry read(SeekableByteChannel index, int shard) throws IOException {
        ByteBuffer entry = Channel.read(index, (long) shard * ENTRY_BYTES, ENTRY_BYTES);
        return new Entry(entry.getLong(), entry.getLong());
    }
}
