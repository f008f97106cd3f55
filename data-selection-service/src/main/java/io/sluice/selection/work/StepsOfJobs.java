package io.sluice.selection.work;

import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.job.Step;
import io.sluice.selection.job.StepRunner;
import io.sluice.selection.selector.SelectorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps of jobs that are known by their facts: held against the data sets that are there, done, and told as a fact. */
public final class StepsOfJobs implements StepRunner {

    private static final Logger LOG = LoggerFactory.getLogger(StepsOfJobs.class);

    private final DataSets sets;
    private final JobSteps steps;
    private final String worker;
    private final Clock clock;

    /** @param worker who does them, in facts */
    public StepsOfJobs(DataSets sets, JobSteps steps, String worker, Clock clock) {
        this.sets = sets;
        this.steps = steps;
        this.worker = worker;
        this.clock = clock;
    }

    /** An interrupted thread reads and writes no file, which is no outcome of the step. */
    @Override
    public SelectionEvent run(SelectionJob job, Step step, int attempt) throws InterruptedException {
        long before = processorNanos();
        StepOutcome outcome = outcome(job, step);
        double cpuSeconds = Math.max(0, processorNanos() - before) / 1e9;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return Facts.of(job.id(), worker, step, attempt, outcome, cpuSeconds, clock.instant());
    }

    /** Of the calling thread: a step is done on one. */
    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public void release(SelectionJob job) {
        try {
            steps.release(JobSpec.of(job.id(), job.request(), sets));
        } catch (SelectorException gone) {
            LOG.debug("what job {} left went with its pool: {}", job.id(), gone.getMessage());
        } catch (IOException | UncheckedIOException failure) {
            LOG.warn("what job {} left can't be deleted now; it goes with its pool", job.id(), failure);
        }
    }

    private StepOutcome outcome(SelectionJob job, Step step) {
        try {
            return steps.run(JobSpec.of(job.id(), job.request(), sets), step);
        } catch (SelectorException refused) {
            return new StepOutcome.Never(refused.code().label(), refused.field(), String.valueOf(refused.getMessage()));
        } catch (IOException failure) {
            return new StepOutcome.Later("files_failed", "files can't be read: " + failure.getMessage());
        }
    }
}
