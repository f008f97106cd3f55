package io.sluice.selection.dataset;

import io.sluice.selection.row.RowFault;
import io.sluice.selection.row.RowResult;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** JSON lines: one object a line, UTF-8, at most {@link #LINE_BYTES_MAX} bytes a line. */
public final class JsonLinesReader implements RowReader {

    /** A longer line is set aside unseen. */
    public static final int LINE_BYTES_MAX = 1 << 20;

    private final Lines lines;
    private final JsonRow json = new JsonRow();
    private long ordinal;

    /** A whole file, from its beginning. */
    public JsonLinesReader(InputStream in) {
        this(in, 0, 0, 0);
    }

    /**
     * A file from the beginning of a record on.
     *
     * @param offset  of the stream's first byte in the file
     * @param before  lines before it
     * @param ordinal of its first record
     */
    public JsonLinesReader(InputStream in, long offset, long before, long ordinal) {
        this.lines = new Lines(in, LINE_BYTES_MAX, offset, before);
        this.ordinal = ordinal;
    }

    @Override
    public @Nullable Read next() throws IOException {
        if (!lines.next()) {
            return null;
        }
        long line = lines.number();
        RowResult result = lines.tooLong()
                ? new RowFault(RowFault.Kind.TOO_LONG, line, null, "a line has at most " + LINE_BYTES_MAX + " bytes, this one " + lines.bytes())
                : json.read(lines.buffer(), lines.from(), lines.to(), ordinal, line);
        return new Read(ordinal++, line, lines.offset(), lines.bytes(), result);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
