package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.selection.dataset.DataSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next what {@code after} has to be for the next page; absent on the last one */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DataSetPage(List<Entry> data, @Nullable String next) {

    /**
     * @param rows   that can be selected
     * @param faulty records that were set aside
     */
    record Entry(String digest, List<String> names, long bytes, long records, long rows, long faulty) {

        static Entry of(DataSet set, List<String> names) {
            return new Entry(set.digest(), names, set.bytes(), set.records(), set.profile().rows(), set.profile().faulty());
        }
    }
}
