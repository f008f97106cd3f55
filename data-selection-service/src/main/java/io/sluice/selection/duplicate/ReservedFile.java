package io.sluice.selection.duplicate;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file of zeros, mapped for writing. The zeros are written first: a mapped file with holes ends the process when the
 * disk is full, this one ends in an exception that says so.
 */
final class ReservedFile {

    private static final int CHUNK = 1 << 16;

    private ReservedFile() {
    }

    static MemorySegment map(Path file, long bytes, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
            for (long written = 0; written < bytes; written += zeros.position()) {
                zeros.clear().limit((int) Math.min(CHUNK, bytes - written));
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
        }
    }
}
