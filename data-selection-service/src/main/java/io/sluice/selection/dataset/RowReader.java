package io.sluice.selection.dataset;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Records one after the other, in memory that does not grow with their number. Not thread-safe; to be closed. */
public interface RowReader extends Closeable {

    /** The next record, row or fault; null after the last one. */
    @Nullable Read next() throws IOException;
}
