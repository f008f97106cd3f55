package io.sluice.selection.work;

import io.sluice.selection.ranking.ScoreFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One shard's scores, and what in it is no candidate.
 *
 * @param scores   by the record's place within the shard; NaN for what is set aside
 * @param setAside records, by reason
 */
record ShardScores(double[] scores, SortedMap<String, Long> setAside) {

    /** Scored, but with a number that ranks nowhere. */
    static final String NOT_FINITE = "not_finite";

    /** The reasons in their order, then the scores. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(setAside.size());
            for (Map.Entry<String, Long> each : setAside.entrySet()) {
                out.writeUTF(each.getKey());
                out.writeLong(each.getValue());
            }
            out.write(ScoreFile.bytes(scores));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static ShardScores read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            SortedMap<String, Long> setAside = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                setAside.put(in.readUTF(), in.readLong());
            }
            return new ShardScores(ScoreFile.scores(in.readAllBytes()), setAside);
        }
    }
}
