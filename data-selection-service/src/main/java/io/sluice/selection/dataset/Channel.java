package io.sluice.selection.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Reading of exactly so many bytes. */
final class Channel {

    private Channel() {
    }

    /** Ready to be read from. */
    static ByteBuffer read(SeekableByteChannel channel, long at, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        channel.position(at);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("a stored data set is shorter than it says");
            }
        }
        return buffer.flip();
    }
}
