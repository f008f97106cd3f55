package io.sluice.selection.selector.model;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.RowSample;
import io.sluice.selection.selector.SelectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** What a model loses on rows that come by: they are asked about in batches and not kept. */
final class LossSample {

    private static final int BATCH = 64;

    private final Losses losses;
    private final String model;
    private final String setting;
    private final List<Row> waiting = new ArrayList<>(BATCH);
    private final DoubleStream.Builder nats = DoubleStream.builder();
    private @Nullable SelectorException failed;

    LossSample(Losses losses, String model, String setting) {
        this.losses = losses;
        this.model = model;
        this.setting = setting;
    }

    /** Finite ones in ascending order. */
    double[] of(RowSample pool, long rowsMax, long seed) throws SelectorException {
        pool.each(rowsMax, seed, row -> {
            if (failed == null) {
                waiting.add(row);
            }
            if (waiting.size() == BATCH) {
                ask();
            }
        });
        ask();
        if (failed != null) {
            throw failed;
        }
        return nats.build().filter(Double::isFinite).sorted().toArray();
    }

    /** The pool's reading knows nothing of models, so a failure waits until it is over. */
    private void ask() {
        try {
            if (!waiting.isEmpty() && failed == null) {
                losses.of(model, setting, waiting).forEach(loss -> nats.add(loss.nats()));
            }
        } catch (SelectorException e) {
            failed = e;
        }
        waiting.clear();
    }
}
