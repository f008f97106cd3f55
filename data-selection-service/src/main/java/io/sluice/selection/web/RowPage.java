package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** @param next the ordinal that the next page begins with; absent on the last one */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RowPage(List<Entry> data, @Nullable Long next) {

    static final int LIMIT_MAX = 1000;
    /** An answer ends early rather than hold more; it has one record at least. */
    private static final long BYTES_MAX = 4L << 20;

    /**
     * @param ordinal from 0
     * @param line    from 1
     * @param offset  of its first byte
     * @param row     absent where the record was set aside
     * @param fault   absent where it is a row
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(long ordinal, long line, long offset, long bytes, @Nullable Text row, DataSetView.@Nullable Fault fault) {

        static Entry of(Read read) {
            return switch (read.result()) {
                case Row row -> new Entry(read.ordinal(), read.line(), read.offset(), read.bytes(),
                        new Text(row.id(), row.form().label(), row.prompt(), row.response(), row.labels()), null);
                case RowFault fault -> new Entry(read.ordinal(), read.line(), read.offset(), read.bytes(), null, DataSetView.Fault.of(fault));
            };
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Text(@Nullable String id, String form, String prompt, String response, Map<String, String> labels) {
    }

    /** Reads no further than it has to; blocks. */
    static RowPage read(DataSets sets, DataSet set, long from, int limit) throws IOException {
        List<Entry> data = new ArrayList<>();
        long bytes = 0;
        long next = from;
        while (next < set.records()) {
            int shard = Math.toIntExact(next / DataSet.SHARD_RECORDS);
            try (RowReader reader = sets.shard(set, shard)) {
                for (Read read = reader.next(); read != null; read = reader.next()) {
                    if (read.ordinal() < next) {
                        continue;
                    }
                    if (data.size() == limit || !data.isEmpty() && bytes + read.bytes() > BYTES_MAX) {
                        return new RowPage(data, next);
                    }
                    data.add(Entry.of(read));
                    bytes += read.result() instanceof Row ? read.bytes() : 0;
                    next = read.ordinal() + 1;
                }
            }
        }
        return new RowPage(data, null);
    }
}
