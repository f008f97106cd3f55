package io.sluice.selection.dataset;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowResult;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * Single records by their ordinals, in any order: one read for the place, one for the record. The places are 8 bytes a
 * record: the offset, and in the low 21 bits the length, which is zero for a record that is too long to be read.
 *
 * <p>Not thread-safe; to be closed.
 */
public final class Records implements Closeable {

    private static final int LENGTH_BITS = 21;

    private final SeekableByteChannel places;
    private final SeekableByteChannel rows;
    private final LineNumbers lines;
    private final JsonRow json = new JsonRow();

    Records(SeekableByteChannel places, SeekableByteChannel rows, LineNumbers lines) {
        this.places = places;
        this.rows = rows;
        this.lines = lines;
    }

    /**
     * A row and where it comes from.
     *
     * @param line   of the data set's rows, from 1
     * @param offset of its line in the data set's rows
     * @param json   its line, without what ends it
     */
    public record Stored(Row row, long line, long offset, byte[] json) {
    }

    /** @throws IllegalArgumentException where the record is no row; its id is not looked at */
    public Stored get(long ordinal) throws IOException {
        long place = Channel.read(places, ordinal * Long.BYTES, Long.BYTES).getLong();
        long offset = place >>> LENGTH_BITS;
        ByteBuffer record = Channel.read(rows, offset, (int) place & (1 << LENGTH_BITS) - 1);
        long line = lines.of(ordinal);
        RowResult result = json.read(record.array(), 0, record.limit(), ordinal, line);
        if (result instanceof Row row) {
            return new Stored(row, line, offset, record.array());
        }
        throw new IllegalArgumentException("record " + ordinal + " is no row");
    }

    static void write(DataOutputStream out, Read read) throws IOException {
        long length = read.bytes() > JsonLinesReader.LINE_BYTES_MAX ? 0 : read.bytes();
        out.writeLong(read.offset() << LENGTH_BITS | length);
    }

    @Override
    public void close() throws IOException {
        try (places; rows) {
            lines.close();
        }
    }
}
