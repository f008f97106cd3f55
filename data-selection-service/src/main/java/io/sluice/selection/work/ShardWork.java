package io.sluice.selection.work;

import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.duplicate.PrintMaker;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.SelectorException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a shard leaves: scores, and prints for the search for duplicates. Found where they were made before, by whatever job; what
 * is missing of both is made in one reading. Thread-safe.
 */
final class ShardWork {

    private final DataSets sets;
    private final Artefacts artefacts;
    private final Preparations preparations;

    /**
     * A shard that is done.
     *
     * @param scores as bytes, from which {@link ShardScores#read} has them
     * @param fresh  whether they were not there before
     */
    record Shard(byte[] scores, boolean fresh, ShardPrints prints) {
    }

    ShardWork(DataSets sets, Artefacts artefacts, Preparations preparations) {
        this.sets = sets;
        this.artefacts = artefacts;
        this.preparations = preparations;
    }

    Shard of(JobSpec spec, int shard) throws SelectorException, IOException {
        Optional<byte[]> scores = artefacts.find(spec.scoresName(shard));
        Optional<byte[]> prints = artefacts.find(spec.printsName(shard));
        if (scores.isPresent() && prints.isPresent()) {
            return new Shard(scores.get(), false, ShardPrints.read(prints.get(), spec.near()));
        }
        int records = spec.pool().records(shard);
        Scoring scoring = scores.isPresent() ? null : new Scoring(preparations.of(spec).scorer(), records);
        ShardPrints printed = prints.isPresent() ? ShardPrints.read(prints.get(), spec.near()) : ShardPrints.of(records, spec.near());
        read(spec, shard, scoring, prints.isPresent() ? null : printed);
        if (prints.isEmpty()) {
            artefacts.keep(spec.printsName(shard), printed.toBytes());
        }
        if (scoring == null) {
            return new Shard(scores.orElseThrow(), false, printed);
        }
        byte[] made = scoring.finish().toBytes();
        artefacts.keep(spec.scoresName(shard), made);
        return new Shard(made, true, printed);
    }

    private void read(JobSpec spec, int shard, @Nullable Scoring scoring, @Nullable ShardPrints prints) throws SelectorException, IOException {
        PrintMaker maker = new PrintMaker(spec.near());
        try (RowReader reader = sets.shard(spec.pool(), shard)) {
            int place = 0;
            for (Read read = reader.next(); read != null; read = reader.next(), place++) {
                if (scoring != null) {
                    scoring.take(place, read.result());
                }
                if (prints != null && read.result() instanceof Row row) {
                    prints.put(place, maker.of(row));
                }
            }
        }
    }
}
