package io.sluice.selection.ranking;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** One shard's scores as bytes: 8 for each record, big-endian; every NaN the same one, so that equal scores are equal bytes. */
public final class ScoreFile {

    private ScoreFile() {
    }

    public static byte[] bytes(double[] scores) {
        ByteBuffer bytes = ByteBuffer.allocate(scores.length * Double.BYTES);
        for (double score : scores) {
            bytes.putLong(Double.doubleToLongBits(score));
        }
        return bytes.array();
    }

    public static double[] scores(byte[] bytes) throws IOException {
        if (bytes.length % Double.BYTES != 0) {
            throw new IOException("a file of scores is cut");
        }
        double[] scores = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).asDoubleBuffer().get(scores);
        return scores;
    }

    /** Some of many. */
    public static double[] read(Path file, long offset, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * Double.BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("a file of scores is cut");
                }
            }
        }
        return scores(bytes.array());
    }
}
