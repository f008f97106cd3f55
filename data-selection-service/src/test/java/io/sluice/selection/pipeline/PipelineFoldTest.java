package io.sluice.selection.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.Pipeline.Progress;
import io.sluice.contracts.selection.Pipeline.Status;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.selection.job.Folded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PipelineFoldTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ID = "p";
    private static final PipelineRequest REQUEST = new PipelineRequest("letters",
            new SelectionRequest("pool", "target", "dsir", Map.of(), Amount.ofRows(10), 1), PipelineRequest.Training.usual("base", 30),
            PipelineRequest.Judging.usual("held-out", null), PipelineRequest.Canary.USUAL);
    private static final PipelineEvent REQUESTED = new PipelineEvent.Requested(ID, REQUEST, "ops", AT);
    private static final SelectionResult ROWS = new SelectionResult("ee".repeat(32), "ff", 10, 10, Map.of(), 0, 0, 1.0);
    private static final Judgement.Figures FIGURES = new Judgement.Figures("base:letters@2", "base", 0.95,
            new Judgement.Paired(100, 80, 20, 60, 0, 0, 0.6, 0.5, 0.7, 0, 1e-9), null);

    /** What is told when each step goes well, by whoever does it. */
    private static PipelineEvent well(Action action, String worker, Instant at) {
        return switch (action) {
            case Action.Check it -> new PipelineEvent.Checked(ID, worker, 100, 0, at);
            case Action.Select it -> new PipelineEvent.Selected(ID, worker, it.job(), ROWS, at);
            case Action.Train it -> new PipelineEvent.Trained(ID, worker, new Pipeline.Candidate("2", "ab", it.job().id(), Map.of()), at);
            case Action.Judge it -> new PipelineEvent.Judged(ID, worker, "1", new Judgement.Better(FIGURES, "better"), at);
            case Action.Reject it -> new PipelineEvent.Rejected(ID, worker, it.reason(), at);
            case Action.OpenCanary it -> new PipelineEvent.Canaried(ID, worker, it.request().canary().percent(), at);
            case Action.WatchCanary it -> new PipelineEvent.Tried(ID, worker, 12, 0, at);
            case Action.Promote it -> new PipelineEvent.Promoted(ID, worker, it.candidate(), it.incumbent(), at);
            case Action.Clear it -> new PipelineEvent.Cleared(ID, worker, it.candidate(), at);
            case Action.RollBack it -> new PipelineEvent.RolledBack(ID, worker, it.over(), at);
        };
    }

    private static PipelineFold fold(List<PipelineEvent> facts) {
        PipelineFold fold = new PipelineFold();
        facts.forEach(fold::apply);
        return fold;
    }

    /** Its facts when all goes well, up to so many. */
    private static List<PipelineEvent> facts(int count) {
        List<PipelineEvent> facts = new ArrayList<>(List.of(REQUESTED));
        PipelineFold fold = fold(facts);
        while (facts.size() < count) {
            PipelineEvent next = well(fold.action().orElseThrow(), "w", AT.plusSeconds(facts.size()));
            assertThat(fold.apply(next)).isEqualTo(new Folded.Applied());
            facts.add(next);
        }
        return facts;
    }

    @Test
    void stepsFollowOneAnotherToAPromotion() {
        List<PipelineEvent> facts = facts(8);
        PipelineFold fold = fold(facts);

        assertThat(fold.action()).isEmpty();
        assertThat(fold.status()).isEqualTo(Status.PROMOTED);
        Pipeline view = fold.view();
        assertThat(view.over()).isEqualTo("1");
        assertThat(view.steps()).extracting(Pipeline.Step::progress).containsOnly(Progress.DONE);
        assertThat(view.steps()).extracting(Pipeline.Step::reference)
                .containsExactly(null, "p-select", "p-train", "letters@2", "letters@2", "letters@2");
        assertThat(view.steps().get(1).begunAt()).isEqualTo(view.steps().get(0).endedAt());
        Action train = fold(facts.subList(0, 3)).action().orElseThrow();
        assertThat(train).isInstanceOfSatisfying(Action.Train.class, it -> {
            assertThat(it.job().data()).isNotNull();
            assertThat(it.job().data().digest()).isEqualTo(ROWS.dataSet());
            assertThat(it.job().data().parents()).containsExactly("pool");
            assertThat(it.job().data().source()).isEqualTo("selection p-select, for the target target");
            assertThat(it.job().task()).isNull();
        });
    }

    /** Two replicas that don't know of one another: each does what its own reading of the topic says is next. */
    @Test
    void twoReplicasAtOnceLeadToOnePipeline() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<PipelineEvent> topic = new ArrayList<>(List.of(REQUESTED));
            int[] read = new int[2];
            List<PipelineFold> replicas = List.of(new PipelineFold(), new PipelineFold());
            for (int turn = 0; turn < 60; turn++) {
                int who = random.nextInt(2);
                int upTo = read[who] + random.nextInt(topic.size() - read[who] + 1);
                while (read[who] < upTo) {
                    replicas.get(who).apply(topic.get(read[who]++));
                }
                Instant at = AT.plusSeconds(turn);
                replicas.get(who).action().ifPresent(action -> topic.add(well(action, "w", at)));
            }
            assertThat(fold(topic).status()).as("seed " + seed).isEqualTo(Status.PROMOTED);
            for (int who = 0; who < 2; who++) {
                while (read[who] < topic.size()) {
                    replicas.get(who).apply(topic.get(read[who]++));
                }
                assertThat(replicas.get(who).view()).as("seed " + seed).isEqualTo(fold(topic).view());
            }
        }
    }

    @Test
    void whatIsToldAgainLaterChangesNothing() {
        List<PipelineEvent> straight = facts(8);
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<PipelineEvent> repeated = new ArrayList<>();
            for (int i = 0; i < straight.size(); i++) {
                repeated.add(straight.get(i));
                for (int again = random.nextInt(3); again > 0; again--) {
                    repeated.add(straight.get(random.nextInt(i + 1)));
                }
            }
            assertThat(fold(repeated).view()).as("seed " + seed).isEqualTo(fold(straight).view());
        }
    }

    /** Whatever comes in whatever order: an end stays, nothing throws, and there is always something to do or an end. */
    @Test
    void anyFactsInAnyOrderNeverBreakIt() {
        List<PipelineEvent> any = new ArrayList<>(facts(8));
        Pipeline.Reason reason = new Pipeline.Reason(PipelineStep.TRAIN, "diverged", null, "no");
        any.addAll(List.of(new PipelineEvent.Cancelled(ID, "ops", AT), new PipelineEvent.Failed(ID, "w", reason, AT),
                new PipelineEvent.Rejected(ID, "w", reason, AT), new PipelineEvent.Cleared(ID, "w", null, AT),
                new PipelineEvent.Delayed(ID, "w", reason, AT), new PipelineEvent.Resumed(ID, "w", PipelineStep.TRAIN, AT),
                new PipelineEvent.RollbackRequested(ID, "ops", null, AT),
                new PipelineEvent.RolledBack(ID, "w", null, AT),
                new PipelineEvent.Judged(ID, "w", null, new Judgement.NoBetter(FIGURES, "no"), AT)));
        for (long seed = 0; seed < 1000; seed++) {
            Collections.shuffle(any, new Random(seed));
            PipelineFold fold = new PipelineFold();
            Status end = null;
            for (PipelineEvent fact : any) {
                fold.apply(fact);
                Status now = fold.status();
                boolean stays = end == null || now == end
                        || end == Status.PROMOTED && (now == Status.ROLLING_BACK || now == Status.ROLLED_BACK);
                assertThat(stays).as("seed %d: %s after %s", seed, now, end).isTrue();
                end = now.ended() ? now : end;
            }
            assertThat(fold.action().isPresent() || fold.status().ended()).as("seed " + seed).isTrue();
        }
    }

    @Test
    void aCandidateThatIsNoBetterIsRejectedAndCleared() {
        List<PipelineEvent> facts = facts(4);
        PipelineFold fold = fold(facts);
        fold.apply(new PipelineEvent.Judged(ID, "w", null, new Judgement.NoBetter(FIGURES, "it gains nothing"), AT));

        assertThat(fold.apply(new PipelineEvent.Canaried(ID, "w", 10, AT))).isInstanceOf(Folded.Refused.class);
        Action reject = fold.action().orElseThrow();
        assertThat(reject).isEqualTo(new Action.Reject(new Pipeline.Reason(PipelineStep.JUDGE, "no_better", null, "it gains nothing")));
        fold.apply(well(reject, "w", AT));
        assertThat(fold.status()).isEqualTo(Status.REJECTED);
        assertThat(fold.view().reason()).extracting(Pipeline.Reason::message).isEqualTo("it gains nothing");
        assertThat(fold.view().steps()).extracting(Pipeline.Step::progress).containsExactly(Progress.DONE, Progress.DONE, Progress.DONE,
                Progress.DONE, Progress.OPEN, Progress.OPEN);
        Action clear = fold.action().orElseThrow();
        assertThat(clear).isInstanceOfSatisfying(Action.Clear.class, it -> assertThat(it.candidate()).isEqualTo("2"));
        fold.apply(well(clear, "w", AT));
        assertThat(fold.action()).isEmpty();
    }

    @Test
    void whoeverCancelsWinsOverWhatIsUnderWay() {
        PipelineFold fold = fold(facts(3));
        assertThat(fold.apply(new PipelineEvent.Cancelled(ID, "ops", AT))).isEqualTo(new Folded.Applied());
        assertThat(fold.apply(new PipelineEvent.Trained(ID, "w", new Pipeline.Candidate("2", "ab", "p-train", Map.of()), AT)))
                .isInstanceOfSatisfying(Folded.Refused.class, it -> assertThat(it.code()).isEqualTo("pipeline_ended"));
        assertThat(fold.action()).contains(new Action.Clear(REQUEST, PipelineStep.TRAIN, "p-select", "p-train", null,
                "pipeline p ended without a promotion"));
        assertThat(fold.view().steps().get(2).progress()).isEqualTo(Progress.STOPPED);
    }

    @Test
    void aPromotionIsTakenBackWhenSomebodyAsks() {
        PipelineFold fold = fold(facts(7));
        PipelineEvent.RollbackRequested asked = new PipelineEvent.RollbackRequested(ID, "ops", "callers complain", AT);
        assertThat(fold.apply(asked)).isInstanceOf(Folded.Refused.class);
        fold = fold(facts(8));
        assertThat(fold.apply(asked)).isEqualTo(new Folded.Applied());
        assertThat(fold.status()).isEqualTo(Status.ROLLING_BACK);
        assertThat(fold.action()).isEqualTo(Optional.of(new Action.RollBack(REQUEST, "2", "1", "callers complain")));
        fold.apply(well(fold.action().orElseThrow(), "w", AT));
        assertThat(fold.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(fold.action()).isEmpty();
    }

    @Test
    void whyAStepWaitsIsTold() {
        PipelineFold fold = fold(facts(3));
        Pipeline.Reason waits = new Pipeline.Reason(PipelineStep.TRAIN, "no_trainer", null, "no trainer has begun");
        assertThat(fold.apply(new PipelineEvent.Delayed(ID, "w", waits, AT))).isEqualTo(new Folded.Applied());
        assertThat(fold.apply(new PipelineEvent.Delayed(ID, "w", waits, AT))).isEqualTo(new Folded.Known());
        assertThat(fold.view().steps().get(2).waiting()).isEqualTo("no trainer has begun");
        assertThat(fold.waits("")).isTrue();
        assertThat(fold.apply(new PipelineEvent.Resumed(ID, "w", PipelineStep.SELECT, AT))).isEqualTo(new Folded.Known());
        assertThat(fold.apply(new PipelineEvent.Resumed(ID, "w", PipelineStep.TRAIN, AT))).isEqualTo(new Folded.Applied());
        assertThat(fold.view().steps().get(2).waiting()).isNull();
        assertThat(fold.waits("")).isFalse();
        fold.apply(new PipelineEvent.Delayed(ID, "w", waits, AT));
        fold.apply(well(fold.action().orElseThrow(), "w", AT));
        assertThat(fold.view().steps()).allSatisfy(step -> assertThat(step.waiting()).isNull());
    }
}
