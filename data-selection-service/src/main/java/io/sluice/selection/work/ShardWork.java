package io.sluice.selection.work;

import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.duplicate.PrintMaker;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowFault;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a shard leaves: scores, and prints for the search for duplicates. Found where they were made before, by whatever job. Thread-safe. */
final class ShardWork {

    /** Rows held at once, unless they are long. */
    private static final int BATCH_ROWS = 256;
    private static final int BATCH_CHARACTERS = 1 << 20;

    private final DataSets sets;
    private final Artefacts artefacts;
    private final Preparations preparations;

    ShardWork(DataSets sets, Artefacts artefacts, Preparations preparations) {
        this.sets = sets;
        this.artefacts = artefacts;
        this.preparations = preparations;
    }

    /**
     * A shard's scores.
     *
     * @param bytes from which {@link ShardScores#read} has them
     * @param fresh whether they were not there before
     */
    record Scores(byte[] bytes, boolean fresh) {

        ShardScores read() throws IOException {
            return ShardScores.read(bytes);
        }
    }

    Scores scores(JobSpec spec, int shard) throws SelectorException, IOException {
        Optional<byte[]> kept = artefacts.find(spec.scoresName(shard));
        if (kept.isPresent()) {
            return new Scores(kept.get(), false);
        }
        byte[] made = new Scoring(preparations.of(spec).scorer(), spec.pool().records(shard)).run(sets.shard(spec.pool(), shard)).toBytes();
        artefacts.keep(spec.scoresName(shard), made);
        return new Scores(made, true);
    }

    ShardPrints prints(JobSpec spec, int shard) throws IOException {
        Optional<byte[]> kept = artefacts.find(spec.printsName(shard));
        if (kept.isPresent()) {
            return ShardPrints.read(kept.get(), spec.near());
        }
        ShardPrints prints = ShardPrints.of(spec.pool().records(shard), spec.near());
        PrintMaker maker = new PrintMaker(spec.near());
        try (RowReader reader = sets.shard(spec.pool(), shard)) {
            int place = 0;
            for (Read read = reader.next(); read != null; read = reader.next()) {
                if (read.result() instanceof Row row) {
                    prints.put(place, maker.of(row));
                }
                place++;
            }
        }
        artefacts.keep(spec.printsName(shard), prints.toBytes());
        return prints;
    }

    /** One shard being scored. */
    private static final class Scoring {

        private final Scorer scorer;
        private final double[] scores;
        private final SortedMap<String, Long> setAside = new TreeMap<>();
        private final List<Row> batch = new ArrayList<>(BATCH_ROWS);
        private final int[] places = new int[BATCH_ROWS];

        Scoring(Scorer scorer, int records) {
            this.scorer = scorer;
            this.scores = new double[records];
            Arrays.fill(scores, Double.NaN);
        }

        ShardScores run(RowReader reader) throws SelectorException, IOException {
            try (reader) {
                int place = 0;
                int characters = 0;
                for (Read read = reader.next(); read != null; read = reader.next(), place++) {
                    switch (read.result()) {
                        case RowFault fault -> setAside.merge(fault.kind().label(), 1L, Long::sum);
                        case Row row -> {
                            places[batch.size()] = place;
                            batch.add(row);
                            characters += row.prompt().length() + row.response().length();
                        }
                    }
                    if (batch.size() == BATCH_ROWS || characters > BATCH_CHARACTERS) {
                        score();
                        characters = 0;
                    }
                }
                score();
            }
            return new ShardScores(scores, setAside);
        }

        private void score() throws SelectorException, InterruptedIOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("stopped");
            }
            double[] given = new double[batch.size()];
            scorer.score(batch, given);
            for (int i = 0; i < given.length; i++) {
                if (Double.isFinite(given[i])) {
                    scores[places[i]] = given[i];
                } else {
                    setAside.merge(ShardScores.NOT_FINITE, 1L, Long::sum);
                }
            }
            batch.clear();
        }
    }
}
