package io.sluice.contracts.golden;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pipelines for the golden files. */
final class Pipelines {

    private static final Instant AT = Instant.parse("2026-11-21T18:17:16.123456Z");
    private static final Instant SOON = AT.plusSeconds(30);
    private static final String ID = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    private static final String WORKER = "replica-1";
    private static final SelectionRequest ROWS =
            new SelectionRequest("sha256:" + "aa".repeat(32), "sha256:" + "bb".repeat(32), "zip-fit", Map.of(), Amount.ofShare(0.125), 7);
    private static final PipelineRequest REQUEST = new PipelineRequest("letters", ROWS,
            new PipelineRequest.Training("sluice-large", "lora", 300, 120.5, 7L, Map.of("rank", "4"), List.of("letters")),
            new PipelineRequest.Judging("sha256:" + "cc".repeat(32), "sha256:" + "dd".repeat(32), 0.975, 0.125, 0.0625, 200,
                    PipelineRequest.Match.ANSWER, 64),
            new PipelineRequest.Canary(25.0, 60L, 10L, 600L));
    private static final PipelineRequest BARE = new PipelineRequest("letters", ROWS, PipelineRequest.Training.usual("sluice-large", 600),
            PipelineRequest.Judging.usual("held-out", null), PipelineRequest.Canary.USUAL);
    private static final SelectionResult RESULT =
            new SelectionResult("ee".repeat(32), "ff".repeat(32), 2_499, 2_499, Map.of("exact", 25L), 0, 0, 0.5);
    private static final Pipeline.Candidate CANDIDATE =
            new Pipeline.Candidate("2", "ab".repeat(32), ID + "-train", Map.of("accuracy", 0.75));
    private static final Judgement.Figures FIGURES = new Judgement.Figures("sluice-large:letters@2", "sluice-large", 0.975,
            new Judgement.Paired(200, 150, 50, 110, 10, 1, 0.5, 0.40625, 0.59375, 0.125, 0.000244140625),
            new Judgement.Paired(200, 180, 182, 3, 5, 0, -0.01, -0.03125, 0.015625, -0.0625, 0.0009765625));
    private static final Judgement BETTER = new Judgement.Better(FIGURES, "it gains 0.5");
    private static final Judgement WORSE = new Judgement.WorseElsewhere(FIGURES, "it may lose too much");
    private static final Judgement NO_BETTER = new Judgement.NoBetter(
            new Judgement.Figures("sluice-large:letters@2", "sluice-large", 0.975, FIGURES.target(), null), "it gains too little");
    private static final Pipeline.Reason REASON =
            new Pipeline.Reason(PipelineStep.CHECK, "held_out_in_pool", "judging.held_out", "line 3 is in the pool");

    private static final List<SluiceEvent> ALL = List.of(
            new PipelineEvent.Requested(ID, REQUEST, "ops", AT),
            new PipelineEvent.Checked(ID, WORKER, 200, 150, AT),
            new PipelineEvent.Selected(ID, WORKER, ID + "-select", RESULT, AT),
            new PipelineEvent.Trained(ID, WORKER, CANDIDATE, AT),
            new PipelineEvent.Judged(ID, WORKER, "1", BETTER, AT),
            new PipelineEvent.Canaried(ID, WORKER, 25, AT),
            new PipelineEvent.Tried(ID, WORKER, 40, 1, AT),
            new PipelineEvent.Promoted(ID, WORKER, "2", "1", AT),
            new PipelineEvent.Rejected(ID, WORKER, new Pipeline.Reason(PipelineStep.JUDGE, "no_better", null, "it gains too little"), AT),
            new PipelineEvent.Failed(ID, WORKER, REASON, AT),
            new PipelineEvent.Delayed(ID, WORKER, new Pipeline.Reason(PipelineStep.TRAIN, "waiting", null, "no trainer has begun"), AT),
            new PipelineEvent.Resumed(ID, WORKER, PipelineStep.TRAIN, AT),
            new PipelineEvent.Cancelled(ID, "ops", AT),
            new PipelineEvent.Cleared(ID, WORKER, "2", AT),
            new PipelineEvent.RollbackRequested(ID, "ops", "callers complain", AT),
            new PipelineEvent.RolledBack(ID, WORKER, "1", AT));

    static final Map<String, SluiceEvent> EVENTS = ALL.stream().collect(Collectors.toUnmodifiableMap(SluiceEvent::type, Function.identity()));

    /** By the name of the golden file. */
    static final Map<String, Object> MESSAGES = Map.of(
            "pipeline-request", REQUEST,
            "pipeline-request-bare", BARE,
            "pipeline-judged-no-better", new PipelineEvent.Judged(ID, WORKER, null, NO_BETTER, AT),
            "pipeline-judged-worse", new PipelineEvent.Judged(ID, WORKER, null, WORSE, AT),
            "pipeline-cleared-bare", new PipelineEvent.Cleared(ID, WORKER, null, AT),
            "pipeline", new Pipeline(ID, REQUEST, Pipeline.Status.PROMOTED,
                    List.of(new Pipeline.Step(PipelineStep.TRAIN, Pipeline.Progress.RUNNING, ID + "-train", AT, SOON, "no trainer has begun"),
                            new Pipeline.Step(PipelineStep.JUDGE, Pipeline.Progress.OPEN, null, null, null, null)),
                    RESULT, CANDIDATE, BETTER, "1", REASON, "ops", AT, SOON));

    private Pipelines() {
    }
}
