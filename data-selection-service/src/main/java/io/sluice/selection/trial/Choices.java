package io.sluice.selection.trial;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.Choice;
import io.sluice.contracts.selection.Comparison.Run;
import io.sluice.contracts.selection.Comparison.RunStatus;
import io.sluice.contracts.selection.ComparisonFindings.Overlap;
import io.sluice.contracts.selection.ComparisonRequest.Wanted;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.selection.comparison.Findings;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.row.Row;
import io.sluice.selection.work.ArtefactStore;
import io.sluice.selection.work.JobSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** What runs chose, read from the store: how much of it was wanted, and how much of it others chose as well. Blocks. Thread-safe. */
final class Choices {

    private final DataSets sets;
    private final ArtefactStore artefacts;
    private final JsonMapper mapper;

    Choices(DataSets sets, ArtefactStore artefacts, JsonMapper mapper) {
        this.sets = sets;
        this.artefacts = artefacts;
        this.mapper = mapper;
    }

    /** Share of the chosen rows that have the label's value. */
    double precision(SelectionResult result, Wanted wanted) throws IOException {
        DataSet chosen = sets.find(result.dataSet()).orElseThrow(() -> new IOException("the rows that were chosen are gone: " + result.dataSet()));
        long rows = 0;
        long right = 0;
        for (int shard = 0; shard < chosen.shards(); shard++) {
            try (RowReader reader = sets.shard(chosen, shard)) {
                for (Read read = reader.next(); read != null; read = reader.next()) {
                    if (read.result() instanceof Row row) {
                        rows++;
                        right += wanted.value().equals(row.labels().get(wanted.label())) ? 1 : 0;
                    }
                }
            }
        }
        return rows == 0 ? 0 : (double) right / rows;
    }

    /** Of each two entries, for each budget. Holds one bit a record of the pool and entry. */
    List<Overlap> overlaps(Comparison comparison) throws IOException {
        List<Overlap> overlaps = new ArrayList<>();
        for (Amount budget : comparison.request().budgets()) {
            List<Map<String, BitSet>> seeds = new ArrayList<>();
            for (long seed : comparison.request().seeds()) {
                Map<String, BitSet> chosen = new LinkedHashMap<>();
                for (Run run : comparison.runs()) {
                    if (run.status() == RunStatus.DONE && run.seed() == seed && run.budget().equals(budget) && run.choice() != null) {
                        chosen.put(run.entry(), ordinals(run.choice()));
                    }
                }
                seeds.add(chosen);
            }
            overlaps.addAll(Findings.overlaps(budget, seeds));
        }
        return overlaps;
    }

    private BitSet ordinals(Choice choice) throws IOException {
        Optional<InputStream> lineage = artefacts.open(JobSpec.lineageName(choice.dataSet(), choice.lineage()));
        BitSet ordinals = new BitSet();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                lineage.orElseThrow(() -> new IOException("the lineage of what was chosen is gone: " + choice.dataSet())), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ordinals.set((int) mapper.readTree(line).path("ordinal").asLong());
            }
        }
        return ordinals;
    }
}
