package io.sluice.selection.dataset;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowDraft;
import io.sluice.selection.row.RowFault;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Sets rows aside whose id an earlier row of the set has. */
final class FirstOfIdReader implements RowReader {

    private final RowReader reader;
    private final BitSet repeated;
    private final long first;

    /**
     * @param repeated one bit for each record
     * @param first    the ordinal that the first bit is for
     */
    FirstOfIdReader(RowReader reader, BitSet repeated, long first) {
        this.reader = reader;
        this.repeated = repeated;
        this.first = first;
    }

    @Override
    public @Nullable Read next() throws IOException {
        Read read = reader.next();
        if (read == null || !(read.result() instanceof Row) || !repeated.get((int) (read.ordinal() - first))) {
            return read;
        }
        return new Read(read.ordinal(), read.line(), read.offset(), read.bytes(),
                new RowFault(RowFault.Kind.DUPLICATE_ID, read.line(), RowDraft.ID, "an earlier row has the same id"));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
