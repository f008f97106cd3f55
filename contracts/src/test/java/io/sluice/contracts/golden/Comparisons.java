package io.sluice.contracts.golden;

import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonFindings;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Comparisons for the golden files. */
final class Comparisons {

    private static final Instant AT = Instant.parse("2026-11-21T18:17:16.123456Z");
    private static final Instant SOON = AT.plusSeconds(30);
    private static final String ID = "cmp_7d4448409dc011d1b2455ffd";
    private static final String RUN = ID + "-1-1-1";
    private static final String WORKER = "replica-1";
    private static final Amount BUDGET = Amount.ofShare(0.125);
    private static final ComparisonRequest REQUEST = new ComparisonRequest("sha256:" + "aa".repeat(32), "sha256:" + "bb".repeat(32),
            List.of(new ComparisonRequest.Entry("dsir", Map.of("noise", "0"), "dsir-still"), ComparisonRequest.Entry.of("random")), List.of(1L, 2L),
            List.of(BUDGET, Amount.ofRows(500)), new SelectionRequest.Duplicates(true, 0.75),
            List.of(new SelectionRequest.Quota("kind", "java", null, Amount.ofShare(0.5))), 2, new ComparisonRequest.Wanted("kind", "sum"),
            new PipelineRequest.Training("sluice-large", "lora", 300, 120.5, 1L, Map.of("rank", "4"), List.of("letters")),
            new ComparisonRequest.Judging("sha256:" + "cc".repeat(32), 200, PipelineRequest.Match.ANSWER, 64, 0.975));
    private static final ComparisonRequest BARE = new ComparisonRequest("pool", null,
            List.of(ComparisonRequest.Entry.of("full"), ComparisonRequest.Entry.of("random")), List.of(1L), List.of(Amount.ofRows(500)));
    private static final Comparison.Choice CHOICE = new Comparison.Choice("ee".repeat(32), "ff".repeat(32), 2_499, 0.75, 1.5);
    private static final Comparison.Score SCORE = new Comparison.Score(0.625, 12, 4, 3, 1, "1101");
    private static final Pipeline.Candidate CANDIDATE =
            new Pipeline.Candidate("1", "ab".repeat(32), RUN + "-train", Map.of("accuracy", 0.75));
    private static final ComparisonFindings.Mean MEAN = new ComparisonFindings.Mean(0.5, 0.25, 0.75, 2);
    private static final ComparisonFindings FINDINGS = new ComparisonFindings(
            List.of(new ComparisonFindings.Summary("dsir-still", BUDGET, 2, MEAN, MEAN, MEAN, MEAN,
                            new ComparisonFindings.AgainstRandom(MEAN, MEAN, 0.03125, true, List.of(new ComparisonFindings.OfSeed(1,
                                    new Judgement.Paired(4, 3, 1, 2, 0, 1, 0.5, 0.125, 0.75, 0, 0.25))))),
                    new ComparisonFindings.Summary("random", BUDGET, 1, null, null, null, null, null)),
            List.of(new ComparisonFindings.Overlap("dsir-still", "random", BUDGET, 12.5, 0.0625)));
    private static final Pipeline.Reason REASON =
            new Pipeline.Reason(PipelineStep.CHECK, "held_out_in_pool", "judging.held_out", "line 3 is in the pool");
    private static final Pipeline.Reason WAITS = new Pipeline.Reason(PipelineStep.TRAIN, "no_trainer_yet", null, "no trainer has begun");

    private static final List<SluiceEvent> ALL = List.of(
            new ComparisonEvent.Requested(ID, REQUEST, "ops", AT),
            new ComparisonEvent.Checked(ID, WORKER, 200, AT),
            new ComparisonEvent.Selected(ID, WORKER, RUN, CHOICE, AT),
            new ComparisonEvent.Trained(ID, WORKER, RUN, CANDIDATE, 60.5, AT),
            new ComparisonEvent.Judged(ID, WORKER, RUN, SCORE, AT),
            new ComparisonEvent.Delayed(ID, WORKER, RUN, WAITS, AT),
            new ComparisonEvent.Resumed(ID, WORKER, RUN, AT),
            new ComparisonEvent.RunFailed(ID, WORKER, RUN, new Pipeline.Reason(PipelineStep.SELECT, "model_missing", "entries[0].settings.model",
                    "there is no such model"), AT),
            new ComparisonEvent.Completed(ID, WORKER, FINDINGS, AT),
            new ComparisonEvent.Failed(ID, WORKER, REASON, AT),
            new ComparisonEvent.Cancelled(ID, "ops", AT),
            new ComparisonEvent.Cleared(ID, WORKER, List.of(RUN + "@1"), AT));

    static final Map<String, SluiceEvent> EVENTS = ALL.stream().collect(Collectors.toUnmodifiableMap(SluiceEvent::type, Function.identity()));

    /** By the name of the golden file. */
    static final Map<String, Object> MESSAGES = Map.of(
            "comparison-request", REQUEST,
            "comparison-request-bare", BARE,
            "comparison-delayed-bare", new ComparisonEvent.Delayed(ID, WORKER, null, WAITS, AT),
            "comparison-resumed-bare", new ComparisonEvent.Resumed(ID, WORKER, null, AT),
            "comparison", new Comparison(ID, REQUEST, Comparison.Status.COMPLETED, new Comparison.Progress(1, 1, 8),
                    List.of(new Comparison.Run(RUN, "dsir-still", BUDGET, 1, Comparison.RunStatus.DONE, RUN + "-select", CHOICE, RUN + "-train", RUN + "@1",
                                    60.5, SCORE, null, null),
                            new Comparison.Run(ID + "-2-1-1", "random", BUDGET, 1, Comparison.RunStatus.FAILED, ID + "-2-1-1-select", null, null, null, null,
                                    null, "no trainer has begun", REASON)),
                    null, FINDINGS, REASON, "ops", AT, SOON));

    private Comparisons() {
    }
}
