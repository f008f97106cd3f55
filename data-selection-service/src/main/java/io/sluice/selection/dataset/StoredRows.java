package io.sluice.selection.dataset;

import io.sluice.selection.row.Row;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a stored data set in their order, each with the line that it stands on; records that were set aside are passed
 * over. Memory is that of one row. Not thread-safe; to be closed.
 */
public final class StoredRows implements Iterator<Records.Stored>, Closeable {

    private final DataSets sets;
    private final DataSet set;
    private final Records records;
    private @Nullable RowReader reader;
    private int shard;
    private Records.@Nullable Stored ahead;

    public StoredRows(DataSets sets, DataSet set) throws IOException {
        this.sets = sets;
        this.set = set;
        this.records = sets.records(set);
    }

    /** @throws UncheckedIOException where the set can't be read */
    @Override
    public boolean hasNext() {
        try {
            while (ahead == null) {
                if (reader == null) {
                    if (shard == set.shards()) {
                        return false;
                    }
                    reader = sets.shard(set, shard++);
                }
                step(reader);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("the data set " + set.digest() + " can't be read", e);
        }
    }

    private void step(RowReader from) throws IOException {
        Read read = from.next();
        if (read == null) {
            from.close();
            reader = null;
        } else if (read.result() instanceof Row row) {
            ahead = records.get(row.ordinal());
        }
    }

    @Override
    public Records.Stored next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException();
        }
        Records.Stored next = ahead;
        ahead = null;
        return next;
    }

    @Override
    public void close() throws IOException {
        try (records) {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
