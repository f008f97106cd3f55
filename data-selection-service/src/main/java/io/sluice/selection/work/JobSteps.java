package io.sluice.selection.work;

import io.sluice.selection.dataset.DataSetStore;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.file.DiskFull;
import io.sluice.selection.file.HeldFolder;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.job.Step;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.TrainedModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Does the steps of jobs. Each leaves artefacts named by what they are made of; what is there already is not made again, and what
 * is missing is made on the way, so that steps may be done twice, at once and by several processes. A stop between any two bytes
 * costs at most the shards that were under way. Memory does not grow with the pool, but for one bit a record. Thread-safe; blocks.
 */
public final class JobSteps {

    private final DataSets sets;
    private final Intake results;
    private final ArtefactStore store;
    private final Path scratch;
    private final Preparations preparations;
    private final ShardWork shards;

    /** Where no model is trained. */
    public JobSteps(DataSetStore dataSets, ArtefactStore store, Likelihoods likelihoods, Path scratch) throws IOException {
        this(dataSets, store, likelihoods, job -> TrainedModels.none(), scratch);
    }

    /**
     * @param trained models that are made for a job
     * @param scratch a folder on the local disk for such steps alone; what processes that are gone left in it is deleted
     */
    public JobSteps(DataSetStore dataSets, ArtefactStore store, Likelihoods likelihoods, Function<JobSpec, TrainedModels> trained, Path scratch)
            throws IOException {
        this.sets = new DataSets(dataSets);
        // A result is no larger than its pool.
        this.results = new Intake(dataSets, Long.MAX_VALUE);
        this.store = store;
        this.scratch = Files.createDirectories(scratch.toAbsolutePath());
        HeldFolder.sweep(this.scratch);
        Artefacts artefacts = new Artefacts(store);
        this.preparations = new Preparations(sets, artefacts, likelihoods, trained);
        this.shards = new ShardWork(sets, artefacts, preparations);
    }

    /** What fails but for a bug is told as a value. */
    public StepOutcome run(JobSpec spec, Step step) {
        try {
            return switch (step) {
                case Step.Prepare prepare -> new StepOutcome.Prepared(preparations.of(spec).digest());
                case Step.Score(int shard) -> score(spec, shard);
                case Step.Merge merge -> merge(spec);
            };
        } catch (SelectorException refused) {
            String message = String.valueOf(refused.getMessage());
            return refused.passing() ? new StepOutcome.Later(refused.code().label(), message)
                    : new StepOutcome.Never(refused.code().label(), refused.field(), message);
        } catch (UncheckedIOException failure) {
            return later(failure.getCause());
        } catch (IOException failure) {
            return later(failure);
        }
    }

    private static StepOutcome later(IOException failure) {
        return DiskFull.is(failure) ? new StepOutcome.Later(StepOutcome.Later.NO_SPACE, "the disk is full")
                : new StepOutcome.Later(StepOutcome.Later.FILES_FAILED, "files can't be read or written: " + failure.getMessage());
    }

    private StepOutcome score(JobSpec spec, int shard) throws SelectorException, IOException {
        ShardWork.Shard done = shards.of(spec, shard);
        return new StepOutcome.Scored(shard, Sha256.of(done.scores()), spec.pool().records(shard), ShardScores.read(done.scores()).setAside(),
                done.fresh());
    }

    private StepOutcome merge(JobSpec spec) throws SelectorException, IOException {
        try (HeldFolder folder = new HeldFolder(scratch, "merge"); Candidates candidates = Candidates.of(spec, shards, sets, folder.path())) {
            if (candidates.rows() == 0) {
                return new StepOutcome.Never("no_candidates", "pool", "none of the pool's " + spec.pool().records()
                        + " records is a candidate: " + Reasons.text(candidates.setAside()));
            }
            return new ResultWriter(spec, sets, results, store, folder.path()).write(candidates, preparations.of(spec));
        }
    }

    /** Forgets what no job but this one, which has ended, could use. */
    public void release(JobSpec spec) throws IOException {
        if (!spec.shares()) {
            store.delete(spec.preparedName());
            store.delete(spec.scoresFolder());
        }
    }
}
