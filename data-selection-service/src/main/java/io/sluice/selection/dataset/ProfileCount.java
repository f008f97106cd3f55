package io.sluice.selection.dataset;

import io.sluice.selection.duplicate.Fingerprint;
import io.sluice.selection.duplicate.NormalText;
import io.sluice.selection.duplicate.RepeatFinder;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowFault;
import io.sluice.selection.row.RowForm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes a profile of records as they pass. */
final class ProfileCount implements Closeable {

    private final Map<RowFault.Kind, Long> faults = new EnumMap<>(RowFault.Kind.class);
    private final Map<RowForm, Long> forms = new EnumMap<>(RowForm.class);
    private final List<RowFault> kept = new ArrayList<>();
    private final LengthCount lengths = new LengthCount();
    private final LabelCount labels = new LabelCount();
    private final Fingerprint.Maker fingerprints = new Fingerprint.Maker();
    private final RepeatFinder texts;
    private long rows;

    ProfileCount(Path scratch) {
        texts = new RepeatFinder(scratch, SetScan.HELD_MAX);
    }

    void add(Read read) throws IOException {
        switch (read.result()) {
            case RowFault fault -> {
                faults.merge(fault.kind(), 1L, Long::sum);
                if (kept.size() < DataSet.FAULTS_KEPT) {
                    kept.add(fault);
                }
            }
            case Row row -> {
                String text = row.text();
                rows++;
                forms.merge(row.form(), 1L, Long::sum);
                lengths.add(text.length());
                labels.add(row.labels());
                texts.add(fingerprints.of(NormalText.of(text)), row.ordinal());
            }
        }
    }

    Profile finish() throws IOException {
        long[] repeats = new long[1];
        texts.repeats((ordinal, first) -> repeats[0]++);
        return new Profile(rows, named(faults), named(forms), lengths.finish(), repeats[0], labels.finish());
    }

    List<RowFault> faults() {
        return List.copyOf(kept);
    }

    private static <E extends Enum<E>> Map<String, Long> named(Map<E, Long> counts) {
        Map<String, Long> named = new TreeMap<>();
        counts.forEach((kind, count) -> named.put(kind.name().toLowerCase(Locale.ROOT), count));
        return named;
    }

    @Override
    public void close() throws IOException {
        texts.close();
    }
}
