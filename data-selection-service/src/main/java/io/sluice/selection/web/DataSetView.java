package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.Profile;
import io.sluice.selection.row.RowFault;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A data set as callers see it. */
record DataSetView(String digest, List<String> names, long bytes, Source source, long records, int shards, Profile profile, List<Fault> faults) {

    /** @param format {@code json_lines}, {@code json_lines_gzip}, {@code parquet} */
    record Source(String format, String digest, long bytes) {
    }

    /** A record that was set aside. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Fault(String kind, @Nullable Long line, @Nullable String field, String message) {

        static Fault of(RowFault fault) {
            return new Fault(fault.kind().label(), fault.line(), fault.field(), fault.message());
        }
    }

    static DataSetView of(DataSet set, List<String> names) {
        DataSet.Source source = set.source();
        return new DataSetView(set.digest(), names, set.bytes(),
                new Source(source.format().name().toLowerCase(Locale.ROOT), source.digest(), source.bytes()),
                set.records(), set.shards(), set.profile(), set.faults().stream().map(Fault::of).toList());
    }
}
