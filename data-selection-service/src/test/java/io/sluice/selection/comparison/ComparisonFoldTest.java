package io.sluice.selection.comparison;

import static io.sluice.selection.comparison.Given.AT;
import static io.sluice.selection.comparison.Given.ID;
import static io.sluice.selection.comparison.Given.LARGE;
import static io.sluice.selection.comparison.Given.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.RunStatus;
import io.sluice.contracts.selection.Comparison.Status;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.selection.job.Folded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonFoldTest {

    private static final ComparisonRequest REQUEST = Given.request(List.of(1L, 2L), List.of(SMALL, LARGE));
    private static final Pipeline.Reason REASON = new Pipeline.Reason(PipelineStep.TRAIN, "diverged", null, "no");

    /** Its facts when all goes well and what is next is done in order, without the request. */
    private static List<ComparisonEvent> facts() {
        List<ComparisonEvent> facts = new ArrayList<>();
        ComparisonFold fold = Given.fold(REQUEST, facts);
        while (!fold.next().isEmpty()) {
            ComparisonEvent fact = Given.well(fold.next().values().iterator().next(), AT.plusSeconds(facts.size() + 1));
            assertThat(fold.apply(fact)).isEqualTo(new Folded.Applied());
            facts.add(fact);
        }
        return facts;
    }

    @Test
    void everyRunIsSelectedTrainedAndAskedUnderNamesThatFollowFromIt() {
        ComparisonFold fold = Given.fold(REQUEST, List.of());
        assertThat(fold.next()).containsOnlyKeys("").containsValue(new Task.Check(REQUEST));
        fold.apply(Given.well(new Task.Check(REQUEST), AT));
        assertThat(fold.next()).containsOnlyKeys("cmp_1-1-1-1", "cmp_1-2-1-1", "cmp_1-1-1-2", "cmp_1-2-1-2", "cmp_1-1-2-1", "cmp_1-2-2-1", "cmp_1-1-2-2",
                "cmp_1-2-2-2");
        Task select = fold.next().get("cmp_1-2-1-2");
        assertThat(select).isInstanceOfSatisfying(Task.Select.class, it -> {
            assertThat(it.job()).isEqualTo("cmp_1-2-1-2-select");
            assertThat(it.request()).isEqualTo(REQUEST.selection(ComparisonRequest.Entry.of("random"), SMALL, 2));
        });
        fold.apply(Given.well(select, AT));
        Task train = fold.next().get("cmp_1-2-1-2");
        assertThat(train).isInstanceOfSatisfying(Task.Train.class, it -> {
            assertThat(it.job().id()).isEqualTo("cmp_1-2-1-2-train");
            assertThat(it.job().adapter()).isEqualTo("cmp_1-2-1-2");
            assertThat(it.job().seed()).isEqualTo(2);
        });
        fold.apply(Given.well(train, AT));
        assertThat(fold.next().get("cmp_1-2-1-2")).isInstanceOfSatisfying(Task.Judge.class,
                it -> assertThat(it.model()).isEqualTo("base:cmp_1-2-1-2@1"));

        Comparison ended = Given.fold(REQUEST, facts()).view();
        assertThat(ended.status()).isEqualTo(Status.COMPLETED);
        assertThat(ended.progress()).isEqualTo(new Comparison.Progress(8, 0, 8));
        assertThat(ended.runs()).extracting(Comparison.Run::status).containsOnly(RunStatus.DONE);
    }

    @Test
    void noMoreRunsAreBegunThanMayBeUnderWay() {
        ComparisonRequest many = Given.request(List.of(1L, 2L, 3L, 4L, 5L), List.of(SMALL, LARGE));
        ComparisonFold fold = Given.fold(many, List.of(Given.well(new Task.Check(many), AT)));
        assertThat(fold.next()).hasSize(8);
        fold.apply(new ComparisonEvent.RunFailed(ID, "w", "cmp_1-1-1-1", REASON, AT));
        assertThat(fold.next()).hasSize(8).doesNotContainKey("cmp_1-1-1-1");
    }

    /** Also a run's training before its selection, as another replica may have it. */
    @Test
    void theOrderInWhichWorkIsToldIsNoMatter() {
        List<ComparisonEvent> straight = facts().stream().filter(fact -> !(fact instanceof ComparisonEvent.Completed)
                && !(fact instanceof ComparisonEvent.Cleared)).toList();
        Comparison expected = Given.fold(REQUEST, straight).view();
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<ComparisonEvent> shuffled = new ArrayList<>(straight);
            for (int again = random.nextInt(10); again > 0; again--) {
                shuffled.add(straight.get(random.nextInt(straight.size())));
            }
            Collections.shuffle(shuffled, random);
            assertThat(Given.fold(REQUEST, shuffled).view()).as("seed " + seed).isEqualTo(expected);
        }
    }

    /** Two replicas that don't know of one another: each does what its own reading of the topic says is next. */
    @Test
    void twoReplicasAtOnceLeadToOneComparison() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<ComparisonEvent> topic = new ArrayList<>();
            int[] read = new int[2];
            List<ComparisonFold> replicas = List.of(Given.fold(REQUEST, List.of()), Given.fold(REQUEST, List.of()));
            for (int turn = 0; turn < 300; turn++) {
                int who = random.nextInt(2);
                for (int upTo = read[who] + random.nextInt(topic.size() - read[who] + 1); read[who] < upTo; read[who]++) {
                    replicas.get(who).apply(topic.get(read[who]));
                }
                List<Task> tasks = List.copyOf(replicas.get(who).next().values());
                if (!tasks.isEmpty()) {
                    topic.add(Given.well(tasks.get(random.nextInt(tasks.size())), AT));
                }
            }
            ComparisonFold whole = Given.fold(REQUEST, topic);
            assertThat(whole.status()).as("seed " + seed).isEqualTo(Status.COMPLETED);
            assertThat(whole.next()).isEmpty();
        }
    }

    /** Whatever comes in whatever order: an end stays, nothing throws, and there is always something to do or an end. */
    @Test
    void anyFactsInAnyOrderNeverBreakIt() {
        List<ComparisonEvent> any = new ArrayList<>(facts());
        any.addAll(List.of(new ComparisonEvent.Cancelled(ID, "ops", AT), new ComparisonEvent.Failed(ID, "w", REASON, AT),
                new ComparisonEvent.RunFailed(ID, "w", "cmp_1-1-1-1", REASON, AT), new ComparisonEvent.RunFailed(ID, "w", "elsewhere", REASON, AT),
                new ComparisonEvent.Delayed(ID, "w", "cmp_1-1-1-1", REASON, AT), new ComparisonEvent.Delayed(ID, "w", null, REASON, AT)));
        for (long seed = 0; seed < 500; seed++) {
            Collections.shuffle(any, new Random(seed));
            ComparisonFold fold = Given.fold(REQUEST, List.of());
            Status end = null;
            for (ComparisonEvent fact : any) {
                fold.apply(fact);
                assertThat(end == null || fold.status() == end).as("seed " + seed).isTrue();
                end = fold.status().ended() ? fold.status() : end;
            }
            assertThat(!fold.next().isEmpty() || fold.status().ended()).as("seed " + seed).isTrue();
        }
    }

    @Test
    void aRunThatFailsIsToldAndTheOthersGoOn() {
        ComparisonFold fold = Given.fold(REQUEST, List.of(Given.well(new Task.Check(REQUEST), AT)));
        ComparisonEvent failed = new ComparisonEvent.RunFailed(ID, "w", "cmp_1-1-1-1", REASON, AT);
        assertThat(fold.apply(failed)).isEqualTo(new Folded.Applied());
        assertThat(fold.apply(failed)).isEqualTo(new Folded.Known());
        assertThat(fold.apply(new ComparisonEvent.Selected(ID, "w", "cmp_1-1-1-1", Given.choice("x", 1), AT))).isInstanceOf(Folded.Refused.class);
        assertThat(fold.apply(Given.well(new Task.Conclude(fold.view()), AT))).isInstanceOf(Folded.Refused.class);
        while (!(fold.next().get("") instanceof Task.Clear)) {
            fold.apply(Given.well(fold.next().values().iterator().next(), AT));
        }
        assertThat(fold.status()).isEqualTo(Status.COMPLETED);
        assertThat(fold.view().progress()).isEqualTo(new Comparison.Progress(7, 1, 8));
        assertThat(fold.view().runs().getFirst().error()).isEqualTo(REASON);
    }

    @Test
    void whoeverCancelsWinsOverWhatIsUnderWay() {
        ComparisonFold fold = Given.fold(REQUEST, facts().subList(0, 3));
        assertThat(fold.apply(new ComparisonEvent.Cancelled(ID, "ops", AT))).isEqualTo(new Folded.Applied());
        assertThat(fold.apply(Given.well(new Task.Select("cmp_1-1-2-1", 0, "", REQUEST.selection(ComparisonRequest.Entry.of("dsir"), LARGE, 1), "ops", REQUEST), AT)))
                .isInstanceOfSatisfying(Folded.Refused.class, it -> assertThat(it.code()).isEqualTo("comparison_ended"));
        assertThat(fold.view().runs()).extracting(Comparison.Run::status).containsOnly(RunStatus.STOPPED);
        assertThat(fold.next().get("")).isInstanceOf(Task.Clear.class);
        fold.apply(Given.well(new Task.Clear(fold.view()), AT));
        assertThat(fold.next()).isEmpty();
    }

    @Test
    void whyARunWaitsIsToldUntilItGoesOn() {
        ComparisonFold fold = Given.fold(REQUEST, facts().subList(0, 2));
        Pipeline.Reason waits = new Pipeline.Reason(PipelineStep.TRAIN, "no_trainer_yet", null, "no trainer has begun");
        assertThat(fold.apply(new ComparisonEvent.Delayed(ID, "w", "cmp_1-1-1-1", waits, AT))).isEqualTo(new Folded.Applied());
        assertThat(fold.apply(new ComparisonEvent.Delayed(ID, "w", "cmp_1-1-1-1", waits, AT))).isEqualTo(new Folded.Known());
        assertThat(fold.view().runs().getFirst().waiting()).isEqualTo("no trainer has begun");
        assertThat(fold.waits("cmp_1-1-1-1")).isTrue();
        assertThat(fold.apply(new ComparisonEvent.Resumed(ID, "w", "cmp_1-1-1-1", AT))).isEqualTo(new Folded.Applied());
        assertThat(fold.apply(new ComparisonEvent.Resumed(ID, "w", "cmp_1-1-1-1", AT))).isEqualTo(new Folded.Known());
        assertThat(fold.view().runs().getFirst().waiting()).isNull();
        fold.apply(new ComparisonEvent.Delayed(ID, "w", "cmp_1-1-1-1", waits, AT));
        fold.apply(Given.well(fold.next().get("cmp_1-1-1-1"), AT));
        assertThat(fold.view().runs()).allSatisfy(run -> assertThat(run.waiting()).isNull());
    }

    @Test
    void withoutTrainingARunEndsWithItsChoice() {
        ComparisonRequest bare = new ComparisonRequest("p", null, REQUEST.entries(), List.of(1L), List.of(SMALL));
        ComparisonFold fold = Given.fold(bare, List.of(new ComparisonEvent.Checked(ID, "w", 0, AT)));
        assertThat(fold.apply(new ComparisonEvent.Trained(ID, "w", "cmp_1-1-1-1", new Pipeline.Candidate("1", "ab", "j", Map.of()), null, AT)))
                .isInstanceOf(Folded.Refused.class);
        List.copyOf(fold.next().values()).forEach(task -> fold.apply(Given.well(task, AT)));
        assertThat(fold.view().progress()).isEqualTo(new Comparison.Progress(2, 0, 2));
        assertThat(fold.next().get("")).isInstanceOf(Task.Conclude.class);
    }
}
