package io.sluice.selection.work;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.Records;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.ranking.Selection;
import io.sluice.selection.selector.Scorer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Chooses, and writes what was chosen: the rows as they stand in the pool, which become a data set, and a line for each that says where it is from. */
final class ResultWriter {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BUFFER = 1 << 16;

    private final JobSpec spec;
    private final DataSets sets;
    private final Intake intake;
    private final ArtefactStore store;
    private final Path folder;
    private @Nullable Double lastScore;

    /**
     * A line of {@code selection.jsonl}.
     *
     * @param rank    1 first
     * @param pool    digest of the data set the row is from
     * @param ordinal of the record in the pool, 0 first
     * @param line    of the pool's rows, 1 first; blank lines count here
     * @param offset  of its first byte in the pool's rows
     * @param digest  SHA-256 of the record's bytes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lineage(long rank, double score, String reason, @Nullable String id, String pool, long ordinal, long line, long offset,
            @JsonProperty("row_digest") String digest) {
    }

    ResultWriter(JobSpec spec, DataSets sets, Intake intake, ArtefactStore store, Path folder) {
        this.spec = spec;
        this.sets = sets;
        this.intake = intake;
        this.store = store;
        this.folder = folder;
    }

    StepOutcome write(Candidates candidates, Preparations.Ready ready) throws IOException {
        Scorer scorer = ready.scorer();
        Path rows = folder.resolve("rows.jsonl");
        Path lines = folder.resolve("selection.jsonl");
        MessageDigest digest = Sha256.start();
        Selection.Result chosen;
        try (Records records = sets.records(spec.pool());
                OutputStream rowsOut = new BufferedOutputStream(Files.newOutputStream(rows), BUFFER);
                OutputStream linesOut = new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(lines), digest), BUFFER)) {
            chosen = new Selection(candidates, folder.resolve("order"), spec.budget(), candidates.constraints())
                    .choose((rank, ordinal, score) -> {
                        Records.Stored stored = records.get(ordinal);
                        rowsOut.write(stored.json());
                        rowsOut.write('\n');
                        linesOut.write(JSON.writeValueAsBytes(new Lineage(rank, score, scorer.reason(stored.row(), score), stored.row().id(),
                                spec.pool().digest(), ordinal, stored.line(), stored.offset(), Sha256.of(stored.json()))));
                        linesOut.write('\n');
                        lastScore = score;
                    });
        }
        String lineage = HexFormat.of().formatHex(digest.digest());
        return switch (take(rows)) {
            case Intake.Outcome.Stored(DataSet set, boolean fresh) -> {
                store.put(JobSpec.lineageName(set.digest(), lineage), out -> Files.copy(lines, out));
                yield new StepOutcome.Merged(new SelectionResult(set.digest(), lineage, chosen.selected(), spec.budget(),
                        candidates.setAside(), chosen.byQuota(), chosen.byCluster(), lastScore, ready.settings()));
            }
            case Intake.Outcome.NoSpace noSpace -> new StepOutcome.Later(StepOutcome.Later.NO_SPACE, "the disk is full");
            case Intake.Outcome.Refused(String code, String message) -> new StepOutcome.Never("nothing_chosen", "quotas", "no row keeps the quotas");
            case Intake.Outcome.TooLarge large -> throw new IllegalStateException("a result has no bound of its own");
        };
    }

    private Intake.Outcome take(Path rows) throws IOException {
        try (InputStream in = Files.newInputStream(rows)) {
            return intake.take(in);
        }
    }
}
