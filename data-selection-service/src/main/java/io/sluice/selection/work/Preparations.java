package io.sluice.selection.work;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSetSample;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Read;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Prepared;
import io.sluice.selection.selector.Scorer;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.selector.catalog.Selectors;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Prepared states, made once and kept, and the scorers of the jobs that are being worked on. Thread-safe. */
final class Preparations {

    private static final int SCORERS_MAX = 4;

    private final DataSets sets;
    private final Artefacts artefacts;
    private final Likelihoods likelihoods;
    private final Function<JobSpec, TrainedModels> trained;
    private final Map<String, Ready> ready = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ready> eldest) {
            return size() > SCORERS_MAX;
        }
    });
    private final Map<String, Making> making = new ConcurrentHashMap<>();

    /** While somebody makes a state, or waits for it to be made; one for each, since one may take minutes. */
    private static final class Making {

        private final ReentrantLock lock = new ReentrantLock();
        private int threads;
    }

    /**
     * @param digest   of the prepared state
     * @param settings as they came out
     */
    record Ready(String digest, Map<String, String> settings, Scorer scorer) {
    }

    Preparations(DataSets sets, Artefacts artefacts, Likelihoods likelihoods, Function<JobSpec, TrainedModels> trained) {
        this.sets = sets;
        this.artefacts = artefacts;
        this.likelihoods = likelihoods;
        this.trained = trained;
    }

    /** Threads that need the same one wait for the first of them to make it. */
    Ready of(JobSpec spec) throws SelectorException, IOException {
        String name = spec.preparedName();
        Making mine = making.compute(name, (same, now) -> {
            Making shared = now == null ? new Making() : now;
            shared.threads++;
            return shared;
        });
        try {
            mine.lock.lockInterruptibly();
            try {
                return made(spec, name);
            } finally {
                mine.lock.unlock();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        } finally {
            making.computeIfPresent(name, (same, now) -> --now.threads == 0 ? null : now);
        }
    }

    private Ready made(JobSpec spec, String name) throws SelectorException, IOException {
        Ready known = ready.get(name);
        if (known != null) {
            return known;
        }
        Optional<byte[]> kept = artefacts.find(name);
        byte[] prepared = kept.isPresent() ? kept.get() : prepare(spec, name);
        Ready made = new Ready(Sha256.of(prepared), Prepared.read(prepared).settings().texts(), Selectors.scorer(prepared, likelihoods));
        ready.put(name, made);
        return made;
    }

    private byte[] prepare(JobSpec spec, String name) throws SelectorException, IOException {
        byte[] prepared = spec.selector().prepare(new Preparation(rows(sets, spec.target()), new DataSetSample(sets, spec.pool()),
                spec.request().settings(), spec.request().seed(), likelihoods, trained.apply(spec))).toBytes();
        artefacts.keep(name, prepared);
        return prepared;
    }

    /** All rows of a small set. */
    static List<Row> rows(DataSets sets, @Nullable DataSet set) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int shard = 0; set != null && shard < set.shards(); shard++) {
            try (RowReader reader = sets.shard(set, shard)) {
                for (Read read = reader.next(); read != null; read = reader.next()) {
                    if (read.result() instanceof Row row) {
                        rows.add(row);
                    }
                }
            }
        }
        return rows;
    }
}
