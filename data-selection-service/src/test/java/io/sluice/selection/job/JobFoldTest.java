package io.sluice.selection.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.SelectionCancelled;
import io.sluice.contracts.event.SelectionCompleted;
import io.sluice.contracts.event.SelectionDelayed;
import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.SelectionFailed;
import io.sluice.contracts.event.SelectionPaused;
import io.sluice.contracts.event.SelectionPrepared;
import io.sluice.contracts.event.SelectionRequested;
import io.sluice.contracts.event.SelectionResumed;
import io.sluice.contracts.event.ShardScored;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.SelectionInput;
import io.sluice.contracts.selection.SelectionJob.Phase;
import io.sluice.contracts.selection.SelectionJob.Status;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JobFoldTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SHARDS = 5;
    private static final SelectionInput POOL = new SelectionInput("aa", 40_000, 39_000, SHARDS);
    private static final SelectionRequest REQUEST = new SelectionRequest("pool", null, "random", Map.of(), Amount.ofShare(0.1), 1);
    private static final SelectionRequested REQUESTED = new SelectionRequested("j", REQUEST, POOL, null, "ops", AT);
    private static final SelectionPrepared PREPARED = new SelectionPrepared("j", "w", "p", AT.plusSeconds(1));
    private static final SelectionResult RESULT = new SelectionResult("cc", "dd", 10, 10, Map.of("near", 5L), 0, 0, 1.0);
    private static final SelectionCompleted COMPLETED = new SelectionCompleted("j", "w", RESULT, AT.plusSeconds(99));

    private final JobFold job = new JobFold();

    @Test
    void stepsOpenOneAfterTheOtherAndNoMoreThanTheWindow() {
        assertThat(job.open(AT, 3)).isEmpty();
        job.apply(REQUESTED);
        assertThat(job.open(AT, 3)).containsExactly(Step.PREPARE);
        job.apply(PREPARED);
        assertThat(job.open(AT, 3)).containsExactly(new Step.Score(0), new Step.Score(1), new Step.Score(2));
        job.apply(scored(1));
        assertThat(job.open(AT, 3)).containsExactly(new Step.Score(0), new Step.Score(2), new Step.Score(3));
        List.of(0, 2, 3, 4).forEach(shard -> job.apply(scored(shard)));
        assertThat(job.open(AT, 3)).containsExactly(Step.MERGE);
        assertThat(job.apply(COMPLETED)).isEqualTo(new Folded.Applied());
        assertThat(job.open(AT, 3)).isEmpty();
        assertThat(job.view().result()).isEqualTo(RESULT);
        assertThat(job.view().setAside()).isEqualTo(RESULT.setAside());
        assertThat(job.view().progress().shardsDone()).isEqualTo(SHARDS);
    }

    @Test
    void anyOrderAndAnyRepetitionOfTheFactsOfWorkLeadToTheSameJob() {
        List<SelectionEvent> work = new ArrayList<>(List.of(PREPARED, delayed("prepare", 1), delayed("score/2", 1), delayed("score/2", 2),
                delayed("score/4", 1), delayed("score/4", 3)));
        work.add(new SelectionDelayed("j", "another", "score/4", 3, "model_unavailable", "no answer", AT.plusSeconds(45), AT));
        for (int shard = 0; shard < SHARDS - 1; shard++) {
            work.add(scored(shard));
        }
        JobFold straight = fold(work);
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<SelectionEvent> shuffled = new ArrayList<>(work);
            random.ints(random.nextInt(8), 0, work.size()).forEach(i -> shuffled.add(work.get(i)));
            Collections.shuffle(shuffled, random);
            JobFold folded = fold(shuffled);
            assertThat(folded.view()).as("seed " + seed).isEqualTo(straight.view());
            assertThat(folded.open(AT, 9)).as("seed " + seed).isEqualTo(straight.open(AT, 9));
            assertThat(folded.attempt(new Step.Score(4))).as("seed " + seed).isEqualTo(4);
        }
    }

    @Test
    void anyFactsAtAllNeverBreakAJobThatHasEnded() {
        List<SelectionEvent> any = new ArrayList<>(List.of(REQUESTED, PREPARED, COMPLETED, new SelectionPaused("j", "ops", AT),
                new SelectionResumed("j", "ops", AT), new SelectionCancelled("j", "ops", AT), delayed("merge", 1), delayed("nonsense", 1),
                delayed("score/77", 1), scored(77), scored(-1), new SelectionFailed("j", "w", "bad_setting", "settings.x", "no", AT)));
        for (int shard = 0; shard < SHARDS; shard++) {
            any.add(scored(shard));
        }
        for (long seed = 0; seed < 300; seed++) {
            Collections.shuffle(any, new Random(seed));
            JobFold folded = new JobFold();
            Status end = null;
            for (SelectionEvent fact : any) {
                folded.apply(fact);
                if (end == null && folded.status().ended()) {
                    end = folded.status();
                }
                assertThat(end == null || folded.status() == end).as("seed " + seed).isTrue();
                assertThat(folded.open(AT.plusSeconds(999), 2)).hasSizeLessThanOrEqualTo(2);
            }
            assertThat(folded.view().result() != null).isEqualTo(folded.status() == Status.COMPLETED);
            assertThat(folded.view().error() != null).isEqualTo(folded.status() == Status.FAILED);
        }
    }

    @Test
    void aPausedJobBeginsNothingButKeepsWhatWasUnderWay() {
        job.apply(REQUESTED);
        job.apply(PREPARED);
        assertThat(job.apply(new SelectionPaused("j", "ops", AT))).isInstanceOf(Folded.Applied.class);
        assertThat(job.open(AT, 3)).isEmpty();
        assertThat(job.apply(scored(0))).isInstanceOf(Folded.Applied.class);
        assertThat(job.view().phase()).isEqualTo(Phase.SCORING);
        assertThat(job.apply(new SelectionPaused("j", "ops", AT))).isEqualTo(new Folded.Refused("job_paused", "the job is paused already"));
        job.apply(new SelectionResumed("j", "ops", AT));
        assertThat(job.open(AT, 1)).containsExactly(new Step.Score(1));
        assertThat(job.apply(new SelectionResumed("j", "ops", AT))).isEqualTo(new Folded.Refused("job_not_paused", "the job is not paused"));
    }

    @Test
    void whatAJobCostIsTheSumOfItsStepsAndUnknownWhereOneSaysNothing() {
        job.apply(REQUESTED);
        job.apply(new SelectionPrepared("j", "w", "p", 0.1, AT));
        for (int shard = 0; shard < 5; shard++) {
            job.apply(new ShardScored("j", "w", shard, "d" + shard, 8_192, Map.of(), 0.1, AT));
        }
        job.apply(new SelectionCompleted("j", "w", RESULT, 0.4, AT));
        assertThat(job.view().cpuSeconds()).isEqualTo(1.0);
        JobFold older = new JobFold();
        older.apply(REQUESTED);
        older.apply(PREPARED);
        assertThat(older.view().cpuSeconds()).isNull();
    }

    @Test
    void whatDoesNotFitIsToldAndChangesNothing() {
        assertThat(job.apply(scored(0))).isEqualTo(new Folded.Refused("job_unknown", "there is no job j"));
        job.apply(REQUESTED);
        assertThat(job.apply(REQUESTED)).isEqualTo(new Folded.Known());
        assertThat(job.apply(new SelectionRequested("j", REQUEST, new SelectionInput("bb", 1, 1, 1), null, "ops", AT)))
                .isEqualTo(new Folded.Refused("job_exists", "there is another job j"));
        assertThat(job.apply(COMPLETED)).isEqualTo(new Folded.Refused("job_unfinished", "0 of 5 shards are done"));
        job.apply(scored(0));
        assertThat(job.apply(scored(0))).isEqualTo(new Folded.Known());
        assertThat(job.apply(new ShardScored("j", "w", 0, "other", 8_192, Map.of(), AT)))
                .isEqualTo(new Folded.Refused("differs", "shard 0 came out otherwise before, as d0"));
        assertThat(job.view().progress().rowsDone()).isEqualTo(8_192);
        job.apply(new SelectionCancelled("j", "ops", AT));
        assertThat(job.apply(new SelectionPaused("j", "ops", AT))).isEqualTo(new Folded.Refused("job_ended", "the job has ended: cancelled"));
        assertThat(job.view().phase()).isNull();
    }

    @Test
    void aRequestThatDoesNotFitMakesNoJob() {
        SelectionRequest wrong = new SelectionRequest("pool", null, "random", Map.of(), Amount.ofShare(2), 1);
        assertThat(job.apply(new SelectionRequested("j", wrong, POOL, null, "ops", AT)))
                .isEqualTo(new Folded.Refused("invalid_request", "budget has to be a share above 0 to 1"));
        assertThat(job.apply(new SelectionRequested("j", REQUEST, new SelectionInput("aa", 3, 3, Integer.MAX_VALUE), null, "ops", AT)))
                .isInstanceOf(Folded.Refused.class);
        assertThat(job.exists()).isFalse();
    }

    @Test
    void aStepThatWaitsIsOpenAgainAtItsTimeAndSaysWhy() {
        job.apply(REQUESTED);
        job.apply(delayed("prepare", 2));
        assertThat(job.open(AT.plusSeconds(2), 1)).isEmpty();
        assertThat(job.wakes()).contains(AT.plusSeconds(20));
        assertThat(job.view().waiting()).satisfies(waiting -> assertThat(waiting.code()).isEqualTo("model_unavailable"));
        assertThat(job.open(AT.plusSeconds(20), 1)).containsExactly(Step.PREPARE);
        assertThat(job.view().phase()).isEqualTo(Phase.PREPARING);
        job.apply(new SelectionDelayed("j", "w", "prepare", 3, "model_training", "step 3 of 300", AT.plusSeconds(30), AT.plusSeconds(3)));
        assertThat(job.view().phase()).isEqualTo(Phase.TRAINING);
        job.apply(PREPARED);
        assertThat(job.view().phase()).isEqualTo(Phase.SCORING);
        assertThat(job.view().waiting()).isNull();
        assertThat(job.wakes()).isEmpty();
    }

    @Test
    void waitsGrowToAMinuteAndEnd() {
        assertThat(Patience.after(1)).contains(Duration.ofSeconds(1));
        assertThat(Patience.after(5)).contains(Duration.ofSeconds(16));
        assertThat(Patience.after(Patience.ATTEMPTS_MAX - 1)).contains(Duration.ofMinutes(1));
        assertThat(Patience.after(Patience.ATTEMPTS_MAX)).isEmpty();
    }

    @Test
    void stepsAreFoundByTheirNames() {
        assertThat(List.of(Step.PREPARE, new Step.Score(12), Step.MERGE)).allSatisfy(step -> assertThat(Step.named(step.name())).isEqualTo(step))
                .isSorted();
    }

    private static JobFold fold(List<SelectionEvent> work) {
        JobFold folded = new JobFold();
        folded.apply(REQUESTED);
        work.forEach(folded::apply);
        return folded;
    }

    private static ShardScored scored(int shard) {
        return new ShardScored("j", "w", shard, "d" + shard, 8_192, Map.of("empty", 2L), AT.plusSeconds(10 + shard));
    }

    private static SelectionDelayed delayed(String step, int attempt) {
        return new SelectionDelayed("j", "w", step, attempt, "model_unavailable", "no answer", AT.plusSeconds(10L * attempt), AT.plusSeconds(attempt));
    }
}
