package io.sluice.selection.work;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.ranking.GroupColumn;
import io.sluice.selection.ranking.MappedGroups;
import io.sluice.selection.ranking.Quota;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.SelectorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Quotas by names of labels and values, as the ranking wants them: numbers, and a column for each label. */
final class LabelQuotas {

    private final List<SelectionRequest.Quota> asked;
    private final long budget;
    private final List<String> labels;

    /** @param budget in rows, which shares are of */
    LabelQuotas(List<SelectionRequest.Quota> asked, long budget) {
        this.asked = asked;
        this.budget = budget;
        this.labels = asked.stream().map(SelectionRequest.Quota::label).distinct().toList();
    }

    /** @throws SelectorException where no pool could keep them */
    void check() throws SelectorException {
        for (int i = 0; i < asked.size(); i++) {
            if (least(asked.get(i)) > most(asked.get(i))) {
                throw wrong("quotas[" + i + "]", "asks for at least " + least(asked.get(i)) + " rows and at most " + most(asked.get(i)));
            }
        }
        String told = Quota.check(quotas(), budget);
        if (!told.isEmpty()) {
            throw wrong("quotas", told);
        }
    }

    private static SelectorException wrong(String field, String message) {
        return new SelectorException(SelectorException.Code.BAD_SETTING, field, field + ": " + message);
    }

    /** A value's number is its quota's. */
    List<Quota> quotas() {
        List<Quota> quotas = new ArrayList<>();
        for (SelectionRequest.Quota each : asked) {
            quotas.add(new Quota(labels.indexOf(each.label()), group(each.label(), each.value()), least(each), most(each)));
        }
        return quotas;
    }

    private long least(SelectionRequest.Quota quota) {
        Amount amount = quota.atLeast();
        return amount == null ? 0 : amount.rows() != null ? amount.rows() : Quota.atLeastShare(Objects.requireNonNull(amount.share()), budget);
    }

    private long most(SelectionRequest.Quota quota) {
        Amount amount = quota.atMost();
        return amount == null ? Long.MAX_VALUE : amount.rows() != null ? amount.rows() : Quota.atMostShare(Objects.requireNonNull(amount.share()), budget);
    }

    private int group(String label, @Nullable String value) {
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i).label().equals(label) && asked.get(i).value().equals(value)) {
                return i;
            }
        }
        return GroupColumn.NONE;
    }

    /** Adds a column for each label, which a pass over the pool makes. */
    void columns(DataSets sets, DataSet pool, Path folder, List<MappedGroups> columns) throws IOException {
        for (String label : labels) {
            Path file = folder.resolve("label-" + columns.size());
            try (MappedGroups.Writer writer = new MappedGroups.Writer(file)) {
                for (int shard = 0; shard < pool.shards(); shard++) {
                    write(sets, pool, shard, label, writer);
                }
            }
            columns.add(new MappedGroups(file));
        }
    }

    private void write(DataSets sets, DataSet pool, int shard, String label, MappedGroups.Writer writer) throws IOException {
        try (RowReader reader = sets.shard(pool, shard)) {
            for (Read read = reader.next(); read != null; read = reader.next()) {
                writer.add(read.result() instanceof Row row ? group(label, row.labels().get(label)) : GroupColumn.NONE);
            }
        }
    }
}
