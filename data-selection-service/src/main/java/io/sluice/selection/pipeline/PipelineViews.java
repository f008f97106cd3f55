package io.sluice.selection.pipeline;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.Pipeline.Progress;
import io.sluice.contracts.selection.Pipeline.Status;
import io.sluice.contracts.selection.PipelineStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pipeline's facts come to for those who look at it. */
record PipelineViews(
        PipelineEvent.Requested requested,
        Map<PipelineStep, PipelineEvent> done,
        PipelineEvent.@Nullable Canaried canaried,
        PipelineEvent.@Nullable Delayed delayed,
        @Nullable PipelineEvent end,
        PipelineEvent.@Nullable RolledBack rolledBack) {

    /** Where a pipeline stands that went no further. */
    static PipelineStep stopped(Map<PipelineStep, PipelineEvent> done) {
        for (PipelineStep step : PipelineStep.values()) {
            if (!done.containsKey(step)) {
                return step;
            }
        }
        return PipelineStep.PROMOTE;
    }

    Pipeline pipeline(Status status, PipelineEvent.@Nullable RollbackRequested rollback, Instant updated, String selection, String training) {
        Pipeline.Candidate candidate = done.get(PipelineStep.TRAIN) instanceof PipelineEvent.Trained trained ? trained.candidate() : null;
        return new Pipeline(requested.pipeline(), requested.request(), status, steps(selection, training, candidate),
                done.get(PipelineStep.SELECT) instanceof PipelineEvent.Selected selected ? selected.result() : null,
                candidate,
                done.get(PipelineStep.JUDGE) instanceof PipelineEvent.Judged judged ? judged.judgement() : null,
                done.get(PipelineStep.PROMOTE) instanceof PipelineEvent.Promoted promoted ? promoted.over() : null,
                reason(rollback), requested.actor(), requested.at(), updated);
    }

    private List<Pipeline.Step> steps(String selection, String training, Pipeline.@Nullable Candidate candidate) {
        List<Pipeline.Step> steps = new ArrayList<>();
        Instant begun = requested.at();
        boolean open = true;
        for (PipelineStep step : PipelineStep.values()) {
            PipelineEvent fact = done.get(step);
            String reference = switch (step) {
                case CHECK -> null;
                case SELECT -> open ? selection : null;
                case TRAIN -> open ? training : null;
                case JUDGE, CANARY, PROMOTE -> candidate == null || !open ? null : requested.request().adapter() + "@" + candidate.version();
            };
            if (fact != null) {
                steps.add(new Pipeline.Step(step, Progress.DONE, reference, begun, fact.at(), null));
                begun = fact.at();
            } else if (open) {
                // What was judged and found no better is not tried; that it is rejected is told a moment later.
                boolean rejected = end instanceof PipelineEvent.Rejected it ? it.reason().step() != step : end == null && judgedNoBetter();
                Progress progress = rejected ? Progress.OPEN : end == null ? Progress.RUNNING : Progress.STOPPED;
                steps.add(new Pipeline.Step(step, progress, rejected ? null : reference, rejected ? null : begun,
                        end == null || rejected ? null : end.at(), delayed == null ? null : delayed.reason().message()));
                open = false;
            } else {
                steps.add(new Pipeline.Step(step, Progress.OPEN, null, null, null, null));
            }
        }
        return List.copyOf(steps);
    }

    private boolean judgedNoBetter() {
        return done.get(PipelineStep.JUDGE) instanceof PipelineEvent.Judged judged && !(judged.judgement() instanceof Judgement.Better);
    }

    private Pipeline.@Nullable Reason reason(PipelineEvent.@Nullable RollbackRequested rollback) {
        return switch (end) {
            case PipelineEvent.Rejected it -> it.reason();
            case PipelineEvent.Failed it -> it.reason();
            case null, default -> rollback == null || rollback.reason() == null ? null
                    : new Pipeline.Reason(PipelineStep.PROMOTE, "rolled_back", null, rollback.reason());
        };
    }
}
