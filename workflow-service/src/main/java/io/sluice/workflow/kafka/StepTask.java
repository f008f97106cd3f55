package io.sluice.workflow.kafka;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.execution.Decisions;
import io.sluice.workflow.step.StepOutcome;
import io.sluice.workflow.step.StepRequest;
import io.sluice.workflow.step.StepRunner;
import io.sluice.workflow.trace.StepSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at one step, on a thread of its own: from the request to the report. */
final class StepTask {

    private static final Logger LOG = LoggerFactory.getLogger(StepTask.class);
    private static final Duration DEFINITION_PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int REPORT_TRIES = 20;
    private static final Duration REPORT_PATIENCE = Duration.ofSeconds(5);

    private final RunningStep step;
    private final CommandJournal journal;
    private final StepWorkers.Parts parts;
    private @Nullable Workflow workflow;

    StepTask(RunningStep step, CommandJournal journal, StepWorkers.Parts parts) {
        this.step = step;
        this.journal = journal;
        this.parts = parts;
    }

    /** Reports what came of it, unless nobody waits for it any more. */
    void run() {
        StepRequested request = step.request();
        StepSpan span = StepSpan.begin(parts.tracing(), request);
        StepReport report = null;
        try {
            report = report(request, span.traceparent());
        } finally {
            span.end(report, journal.own(report == null ? List.of() : report.uses()), workflow);
        }
        if (report != null) {
            send(new RunCommand.ReportStep(request.run(), request.step(), request.attempt(), parts.worker(), report, parts.clock().instant()));
        }
    }

    private @Nullable StepReport report(StepRequested request, String traceparent) {
        try {
            workflow = workflow(request);
            if (workflow == null) {
                return failed("unknown_workflow", "this replica does not know " + request.workflow() + " " + request.version(), true);
            }
            StepRequest asked = new StepRequest(request.run(), request.step(), request.attempt(), request.tenant(), request.workflow(),
                    request.version(), request.agent(), request.variables(), journal.known(), request.deadline(), request.seed(),
                    traceparent);
            return bounded(told(parts.runner().run(asked, workflow, journal)));
        } catch (InterruptedException stopped) {
            return step.timedOut() ? failed("step_timed_out", "the step took longer than its agent may", true) : null;
        } catch (AbandonedException nobodyWaits) {
            LOG.info("step {} of run {} is given up: {}", request.step(), request.run(), nobodyWaits.getMessage());
            return step.timedOut() ? failed("step_timed_out", "the step took longer than its agent may", true) : null;
        } catch (NotUnderstoodException newer) {
            // Somebody of a newer version may do it: the run asks again when nothing is heard of this attempt.
            LOG.warn("step {} of run {} is left to others: {}", request.step(), request.run(), newer.getMessage());
            return null;
        } catch (RuntimeException fault) {
            LOG.error("step {} of run {} broke down", request.step(), request.run(), fault);
            return failed("step_broke_down", fault.getClass().getSimpleName(), false);
        }
    }

    /** Its definition comes by a topic of its own, which may be a moment behind. */
    private @Nullable Workflow workflow(StepRequested request) throws InterruptedException {
        long giveUp = System.nanoTime() + DEFINITION_PATIENCE.toNanos();
        Optional<WorkflowDefined> defined = parts.workflows().find(request.workflow(), request.version());
        while (defined.isEmpty() && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(LOOK.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            defined = parts.workflows().find(request.workflow(), request.version());
        }
        return defined.map(found -> parts.known().read(found.aggregateId(), found.document())).orElse(null);
    }

    private StepReport bounded(StepReport report) {
        int max = parts.textCharsMax();
        if (report instanceof StepReport.Succeeded done
                && done.text().length() + (done.output() == null ? 0 : done.output().length()) > max) {
            return new StepReport.Failed("output_too_large", "the step's text is longer than " + max + " characters", false, done.uses());
        }
        return report;
    }

    private static StepReport told(StepOutcome outcome) {
        List<CallUse> uses = outcome.uses().stream().map(StepTask::told).toList();
        return switch (outcome) {
            case StepOutcome.Succeeded done -> new StepReport.Succeeded(done.text(), done.output(), done.suggestion(),
                    done.verdict() == null ? null : Decisions.told(done.verdict()), uses);
            case StepOutcome.Failed failed -> new StepReport.Failed(failed.code(), failed.message(), failed.retryable(), uses);
            case StepOutcome.Unknown unknown -> new StepReport.Unknown(unknown.effect(), unknown.message(), uses);
        };
    }

    static CallUse told(StepOutcome.Use use) {
        return new CallUse(use.effect(), use.of(), use.promptTokens(), use.completionTokens(), use.cpuSeconds());
    }

    /** What its calls used, the run knows from the journal. */
    private static StepReport failed(String code, String message, boolean retryable) {
        return new StepReport.Failed(code, message, retryable, List.of());
    }

    /** A report is worth waiting for: without it the whole step is done again. */
    private void send(RunCommand.ReportStep report) {
        Thread.interrupted();
        for (int attempt = 1; attempt <= REPORT_TRIES; attempt++) {
            try {
                parts.sender().send(report, step.request().traceparent()).get(REPORT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException | TimeoutException away) {
                LOG.warn("the report of step {} of run {} is not written yet: {}", report.step(), report.run(), away.toString());
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        LOG.error("the report of step {} of run {} could not be written: it will be done again", report.step(), report.run());
    }
}
