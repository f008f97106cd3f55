package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.workflow.scheduling.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunDecisionTest {

    private static RunCommand.DecideApproval approve(int step, boolean yes) {
        return new RunCommand.DecideApproval("c-approve", Play.RUN, step, yes, "boss", null, Samples.START);
    }

    @Test
    void doesTheFlowStepByStepAsksAPersonAndEndsWithTheAnswer() {
        Play play = new Play(Samples.TRIP).start(null).after(Duration.ofSeconds(2)).succeed("to Rome").succeed("booked 1");

        assertThat(play.run().phase()).isEqualTo(Phase.APPROVAL);
        play.after(Duration.ofHours(0)).tell(approve(2, true)).succeed("sent");

        assertThat(play.told()).containsExactly("Started", "StepScheduled", "StepCompleted", "StepScheduled", "StepCompleted",
                "ApprovalRequested", "ApprovalGiven", "StepScheduled", "StepCompleted", "Completed");
        RunEvent.Completed end = play.last(RunEvent.Completed.class);
        assertThat(end.answer()).isEqualTo("to Rome");
        assertThat(end.reason()).isEqualTo("scheduler");
        assertThat(play.events).extracting(RunEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        // 100 prompt tokens, 10 of completion and half a CPU second, three times; two seconds of waiting, once.
        assertThat(end.spending().cost()).isCloseTo(3 * (0.1 + 0.1 + 0.25), within(1e-12));
        assertThat(end.spending().price()).isCloseTo(3 * 0.45 + 2 * 0.25, within(1e-12));
        assertThat(end.spending().steps()).isEqualTo(3);
    }

    @Test
    void aDecisionIsToldWholeSoThatNobodyHasToMakeItAgain() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome");

        RunEvent.StepScheduled second = play.last(RunEvent.StepScheduled.class);
        assertThat(second.decision().agent()).isEqualTo("book");
        assertThat(second.decision().propensity()).isEqualTo(1);
        assertThat(second.decision().offered()).containsExactly("book");
        assertThat(second.decision().executed()).containsExactly("draft");
        assertThat(second.decision().stepsLeft()).isEqualTo(5);
        assertThat(second.decision().costLeft()).isCloseTo(1 - 0.045, within(1e-12));
        assertThat(play.request().variables()).containsEntry("input", "3 + 4").containsEntry("answer", "to Rome")
                .containsEntry("output.draft", "to Rome").containsEntry("verdict", "none").containsEntry("offered", "send");
    }

    @Test
    void theFirstSuccessOfAStepCountsAndLaterOnesDoNot() {
        Play play = new Play(Samples.TRIP).start(null);
        RunCommand.ReportStep first = new RunCommand.ReportStep(Play.RUN, 0, 1, "w", new StepReport.Succeeded("a", "a", null, null, List.of()), play.now);
        play.wake(Alarms.lease(0, 1));
        assertThat(play.step().attempt()).isEqualTo(2);

        play.tell(first).tell(first).tell(new RunCommand.ReportStep(Play.RUN, 0, 2, "v", new StepReport.Succeeded("b", "b", null, null, List.of()), play.now));

        assertThat(play.run().answer()).isEqualTo("a");
        assertThat(play.run().done()).hasSize(1);
    }

    @Test
    void aLostStepIsAskedForAgainWithWhatIsKnownOfItsEffects() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome");
        play.tell(new RunCommand.IntendEffect(Play.RUN, 1, 1, "w", "tool/0", play.now))
                .tell(new RunCommand.RecordEffect(Play.RUN, 1, 1, "w", "model/0", "{\"n\":1}", play.now));

        play.wakeNext();

        assertThat(play.request().attempt()).isEqualTo(2);
        assertThat(play.request().outcomes()).containsExactly(Map.entry("model/0", "{\"n\":1}"));
        assertThat(play.request().intended()).containsExactly("tool/0");
        assertThat(play.request().seed()).isEqualTo(Schedule.seed(7, 1));
    }

    @Test
    void anEffectIsAllowedOnceAndToTheNewestAttemptOnly() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome").wake(Alarms.lease(1, 1));

        play.tell(new RunCommand.IntendEffect(Play.RUN, 1, 1, "old", "tool/0", play.now))
                .tell(new RunCommand.IntendEffect(Play.RUN, 1, 2, "new", "tool/0", play.now))
                .tell(new RunCommand.IntendEffect(Play.RUN, 1, 2, "new", "tool/0", play.now));

        assertThat(play.events.stream().filter(RunEvent.EffectIntended.class::isInstance)).hasSize(1)
                .allSatisfy(event -> assertThat(((RunEvent.EffectIntended) event).worker()).isEqualTo("new"));
    }

    @Test
    void aPersonSaysWhatBecameOfAnEffectThatNobodyKnowsOf() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome");
        play.tell(new RunCommand.IntendEffect(Play.RUN, 1, 1, "w", "tool/0", play.now))
                .report(new StepReport.Unknown("tool/0", "no answer", List.of()));
        assertThat(play.run().phase()).isEqualTo(Phase.ATTENTION);

        play.tell(new RunCommand.ResolveEffect("c", Play.RUN, 1, "tool/0", true, "{\"id\":9}", "boss", play.now));

        assertThat(play.run().phase()).isEqualTo(Phase.STEP);
        assertThat(play.request().outcomes()).containsEntry("tool/0", "{\"id\":9}");
        assertThat(play.request().intended()).isEmpty();
        play.succeed("booked");
        assertThat(play.run().outputs()).containsEntry("book", "booked");
    }

    @Test
    void aWordOfTheEffectItselfEndsTheWaitingForAPerson() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome");
        play.tell(new RunCommand.IntendEffect(Play.RUN, 1, 1, "w", "tool/0", play.now))
                .report(new StepReport.Unknown("tool/0", "no answer", List.of()))
                .tell(new RunCommand.RecordEffect(Play.RUN, 1, 1, "slow", "tool/0", "{\"id\":9}", play.now));

        assertThat(play.run().phase()).isEqualTo(Phase.STEP);
        assertThat(play.step().attempt()).isEqualTo(2);
    }

    @Test
    void aFailureThatMayPassIsTriedAgainLaterAndLaterUntilTheAgentsAttemptsAreOver() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome");

        play.fail(true);
        Duration first = Duration.between(play.now, play.last(RunEvent.StepFailed.class).retryAt());
        play.wakeNext().fail(true);
        Duration second = Duration.between(play.now, play.last(RunEvent.StepFailed.class).retryAt());
        play.wakeNext().fail(true);

        assertThat(first).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(second).isBetween(Duration.ofMillis(500), Duration.ofMillis(1000));
        assertThat(play.run().phase()).isEqualTo(Phase.FAILED);
        assertThat(play.last(RunEvent.Failed.class).code()).isEqualTo("tool_failed");
    }

    @Test
    void aStepIsChargedOnceForAnEffectWhateverTheAttempts() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome");
        CallUse once = new CallUse("model/0", "m", 1000, 0, 0);
        play.report(new StepReport.Failed("x", "x", true, List.of(once))).wakeNext()
                .report(new StepReport.Succeeded("b", "b", null, null, List.of(once, new CallUse("model/1", "m", 10, 0, 0))));

        assertThat(play.run().spending().promptTokens()).isEqualTo(100 + 1000 + 10);
        assertThat(play.run().done().getLast().spending().promptTokens()).isEqualTo(1010);
    }

    @Test
    void aRunThatFailsUndoesItsStepsTheLastOneFirst() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome").succeed("booked 1").tell(approve(2, true)).succeed("sent 2");
        assertThat(play.run().phase()).isEqualTo(Phase.COMPLETED);

        Play failing = new Play(Samples.TRIP.replace("\"steps\": 6", "\"steps\": 9").replace("\"send\"]},\n", "\"send\"]},\n"))
                .start(null).succeed("to Rome").succeed("booked 1").tell(approve(2, true)).tell(
                        new RunCommand.Cancel("c", Play.RUN, "ops", "not wanted", Samples.START));

        RunEvent.CompensationScheduled undo = failing.last(RunEvent.CompensationScheduled.class);
        assertThat(undo.agent()).isEqualTo("unbook");
        assertThat(undo.of()).isEqualTo(1);
        assertThat(failing.request().variables()).containsEntry("undone.output", "booked 1");
        failing.succeed("unbooked");
        assertThat(failing.run().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(failing.run().undone()).containsExactly(1);
        assertThat(failing.last(RunEvent.Cancelled.class).actor()).isEqualTo("ops");
    }

    @Test
    void whatCanNotBeUndoneIsToldAndTheRestIsUndoneAllTheSame() {
        Play play = new Play(Samples.TRIP.replace("\"flow\": [\"draft\", \"book\", \"send\"]", "\"flow\": [\"draft\", \"book\", \"send\", \"draft\"]"))
                .start(null).succeed("a").succeed("booked").tell(approve(2, true)).succeed("sent").fail(false);

        assertThat(play.step().agent()).isEqualTo("unsend");
        play.fail(false);
        assertThat(play.step().agent()).isEqualTo("unbook");
        play.succeed("ok");

        assertThat(play.last(RunEvent.Failed.class).message()).contains("1 steps could not be undone");
        assertThat(play.run().undone()).containsExactly(2, 1);
    }

    @Test
    void aPausedRunLetsItsStepEndAndGoesOnWhenItIsResumed() {
        Play play = new Play(Samples.TRIP).start(null).tell(new RunCommand.Pause("p", Play.RUN, "ops", Samples.START)).succeed("to Rome");
        assertThat(play.run().phase()).isEqualTo(Phase.READY);
        play.after(Duration.ofHours(5));

        play.tell(new RunCommand.Resume("r", Play.RUN, "ops", Samples.START));

        assertThat(play.step().agent()).isEqualTo("book");
        assertThat(play.run().activeSeconds(play.now)).isLessThan(1);
    }

    @Test
    void anApprovalThatNobodyGivesEndsAsItsPointSays() {
        Play play = new Play(Samples.TRIP).start(null).succeed("a").succeed("b");
        play.wakeNext();
        assertThat(play.events.stream().anyMatch(RunEvent.ApprovalTimedOut.class::isInstance)).isTrue();
        assertThat(play.step().agent()).isEqualTo("unbook");

        Play proceeding = new Play(Samples.TRIP.replace("\"proceeds_on_timeout\": false", "\"proceeds_on_timeout\": true"))
                .start(null).succeed("a").succeed("b").wakeNext();
        assertThat(proceeding.step().agent()).isEqualTo("send");
    }

    @Test
    void theStepThatWasApprovedSeesWhatThePersonWroteAndNoOtherDoes() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome").succeed("booked 1")
                .tell(new RunCommand.DecideApproval("c-approve", Play.RUN, 2, true, "boss", "1, 3", Samples.START));
        assertThat(play.request().variables()).containsEntry("approval", "1, 3");
        play = new Play(Samples.TRIP).start(null).succeed("to Rome").succeed("booked 1").tell(approve(2, true));
        assertThat(play.request().variables()).doesNotContainKey("approval");
    }

    @Test
    void anApprovalGivenWhileTheRunIsPausedHolds() {
        Play play = new Play(Samples.TRIP).start(null).succeed("a").succeed("b").tell(new RunCommand.Pause("p", Play.RUN, "ops", Samples.START))
                .tell(approve(2, true));
        assertThat(play.run().phase()).isEqualTo(Phase.READY);

        play.tell(new RunCommand.Resume("r", Play.RUN, "ops", Samples.START));

        assertThat(play.step().agent()).isEqualTo("send");
        assertThat(play.events.stream().filter(RunEvent.ApprovalRequested.class::isInstance)).hasSize(1);
    }

    @Test
    void goesOnFromAStepAsIfNothingAfterItHadBeen() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome").succeed("b").tell(approve(2, true)).succeed("sent");

        play.tell(new RunCommand.RetryFrom("c", Play.RUN, 1, "ops", Samples.START));

        assertThat(play.step().agent()).isEqualTo("book");
        assertThat(play.step().step()).as("a number is never used again").isEqualTo(3);
        assertThat(play.run().executed()).containsExactly("draft");
        assertThat(play.run().spending().steps()).as("what was spent stays").isEqualTo(3);
    }

    @Test
    void limitsHold() {
        Play steps = new Play(Samples.TRIES).start(null);
        while (!steps.run().phase().ended()) {
            steps.succeed("5", "fail");
        }
        assertThat(steps.run().done()).hasSize(6);
        assertThat(steps.last(RunEvent.Completed.class).reason()).isEqualTo("limit_steps");

        Play tokens = new Play(Samples.TRIES.replace("\"tokens\": 1000", "\"tokens\": 215")).start(null).succeed("5", "fail").succeed("5", "fail");
        assertThat(tokens.last(RunEvent.Completed.class).reason()).isEqualTo("limit_tokens");

        Play room = new Play(Samples.TRIES.replace("\"tokens\": 1000", "\"tokens\": 229")).start(null).succeed("5", "fail").succeed("5", "fail");
        assertThat(room.last(RunEvent.Completed.class).reason()).as("nine tokens are left and an answer may have ten").isEqualTo("no_agent_fits");

        Play cost = new Play(Samples.TRIES.replace("\"cost\": 10", "\"cost\": 0.8")).start(null).succeed("5", "fail").succeed("5", "fail");
        assertThat(cost.last(RunEvent.Completed.class).reason()).isEqualTo("limit_cost");

        Play seconds = new Play(Samples.TRIES).start(null).after(Duration.ofSeconds(119)).succeed("5", "fail");
        assertThat(seconds.step().deadline()).isEqualTo(Samples.START.plusSeconds(120));
        seconds.after(Duration.ofSeconds(1)).wake(Alarms.WALL);
        assertThat(seconds.last(RunEvent.Completed.class).reason()).isEqualTo("limit_seconds");
    }

    @Test
    void anAnswerThatIsVerifiedEndsTheRunAndTeachesItsScheduler() {
        Play play = new Play(Samples.TRIES).start("red");
        play.tell(new RunCommand.BudgetAnswer(Play.RUN, "red", 1, true, null, play.now));
        while (!play.run().phase().ended()) {
            play.succeed(play.step().agent().equals("solve") ? "7" : "ok", play.step().agent().equals("solve") ? "pass" : null);
        }

        assertThat(play.last(RunEvent.Completed.class).reason()).isEqualTo("verified");
        assertThat(play.run().verdict()).isEqualTo(Verdict.PASS);
        assertThat(play.outbox.getFirst()).isInstanceOf(TeamCommand.Reserve.class);
        DefinitionCommand.Learn lesson = (DefinitionCommand.Learn) play.outbox.getLast();
        assertThat(lesson.solved()).isTrue();
        assertThat(lesson.decisions()).hasSize(play.run().done().size());
        assertThat(lesson.decisions().getLast().decision().executed()).hasSize(play.run().done().size() - 1);
        assertThat(play.outbox).anySatisfy(message -> assertThat(message).isInstanceOfSatisfying(TeamCommand.Settle.class,
                settled -> assertThat(settled.cost()).isEqualTo(play.run().spending().cost())));
    }

    @Test
    void aRunWhoseTeamHasNoMoneyFails() {
        Play play = new Play(Samples.TRIES).start("red");
        assertThat(play.run().phase()).isEqualTo(Phase.RESERVING);

        play.tell(new RunCommand.BudgetAnswer(Play.RUN, "red", 1, false, "2 is left", play.now));

        assertThat(play.last(RunEvent.Failed.class).code()).isEqualTo("budget_refused");
    }

    @Test
    void whatCanNotBeDoneIsRefusedWithAReasonThatNamesTheCommand() {
        Play play = new Play(Samples.TRIP).start(null);

        play.tell(new RunCommand.Resume("r", Play.RUN, "ops", Samples.START)).tell(approve(0, true))
                .tell(new RunCommand.RetryFrom("f", Play.RUN, 0, "ops", Samples.START))
                .tell(new RunCommand.Cancel("x", Play.RUN, "ops", null, Samples.START)).tell(new RunCommand.Pause("p", Play.RUN, "ops", Samples.START));

        assertThat(play.events.stream().filter(RunEvent.CommandRefused.class::isInstance).map(RunEvent.CommandRefused.class::cast))
                .extracting(RunEvent.CommandRefused::command, RunEvent.CommandRefused::code).containsExactly(
                        tuple("r", "run_is_not_paused"), tuple("c-approve", "not_waiting_for_approval"),
                        tuple("f", "run_is_going"));
        assertThat(Refusal.of(play.run(), new RunCommand.Pause("p", Play.RUN, "ops", Samples.START), play.now, RunRules.USUAL))
                .isEqualTo(new Refusal("run_has_ended", "the run has ended"));
    }

    @Test
    void aRunsHistoryDoesNotGrowByRefusals() {
        Play play = new Play(Samples.TRIP).start(null);
        for (int i = 0; i < Refusal.TOLD_MAX + 50; i++) {
            play.tell(new RunCommand.Resume("r" + i, Play.RUN, "ops", Samples.START));
        }
        assertThat(play.events).hasSize(2 + Refusal.TOLD_MAX);
        assertThat(Refusal.toldByState(play.run())).isTrue();
        play.tell(new RunCommand.Pause("p", Play.RUN, "ops", Samples.START));
        assertThat(play.run().paused()).as("what can be done is done").isTrue();

        play.tell(new RunCommand.Cancel("x", Play.RUN, "ops", null, Samples.START));
        Instant ended = play.run().changedAt();
        int events = play.events.size();
        for (RunCommand again : List.of(new RunCommand.Pause("p", Play.RUN, "ops", Samples.START), new RunCommand.Cancel("x", Play.RUN, "ops", null,
                Samples.START), new RunCommand.RetryFrom("f", Play.RUN, 9, "ops", Samples.START), approve(0, true))) {
            assertThat(Refusal.of(play.run(), again, play.now, RunRules.USUAL)).isNotNull();
            play.after(Duration.ofHours(1)).tell(again);
        }
        assertThat(play.events).as("an ended run tells of none, and is not kept longer by them").hasSize(events);
        assertThat(play.run().changedAt()).isEqualTo(ended);
    }

    @Test
    void aRunThatIsOpenForLongerThanItsEventsAreKeptIsEndedAndUndone() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome").succeed("booked 1");
        play.tell(new RunCommand.Pause("p", Play.RUN, "ops", play.now));
        assertThat(Alarms.of(play.run(), RunRules.USUAL)).containsOnlyKeys(Alarms.OPEN);

        play.wakeNext();
        assertThat(play.now).isEqualTo(Samples.START.plus(RunRules.USUAL.open()));
        assertThat(play.last(RunEvent.CompensationScheduled.class)).satisfies(undo -> {
            assertThat(undo.of()).isEqualTo(1);
            assertThat(undo.code()).isEqualTo("open_too_long");
        });
        play.succeed("undone");
        assertThat(play.last(RunEvent.Failed.class).code()).isEqualTo("open_too_long");
        assertThat(Refusal.of(play.run(), new RunCommand.RetryFrom("f", Play.RUN, 0, "ops", play.now), play.now, RunRules.USUAL))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("run_too_old"));
    }

    @Test
    void aRunWhoseUndoingWaitsForAPersonEndsTooAndSaysWhatIsLeft() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome").succeed("booked 1").after(Duration.ofDays(30)).wake(Alarms.OPEN);
        play.tell(new RunCommand.IntendEffect(Play.RUN, play.step().step(), 1, "w", "tool/0", play.now))
                .report(new StepReport.Unknown("tool/0", "nobody knows", List.of()));
        assertThat(play.run().phase()).isEqualTo(Phase.ATTENTION);

        play.wakeNext();

        assertThat(play.now).isEqualTo(Samples.START.plus(RunRules.USUAL.open()).plus(RunRules.USUAL.undoing()));
        assertThat(play.last(RunEvent.Failed.class).message()).contains("days after its start (1 steps were not undone)");
        long kept = Topics.ALL.stream().filter(topic -> topic.name().equals(Topics.WORKFLOW_EVENTS)).findFirst().orElseThrow().days();
        assertThat(Duration.between(Samples.START, play.now).plus(RunRules.USUAL.retention())).isLessThan(Duration.ofDays(kept));
    }

    @Test
    void aStepThatWorkersLoseAgainAndAgainFailsTheRun() {
        Play play = new Play(Samples.TRIES).start(null);
        for (int lost = 0; lost <= RunRules.USUAL.lossesMax(); lost++) {
            play.wake(Alarms.lease(0, play.step().attempt()));
        }

        assertThat(play.last(RunEvent.Failed.class).code()).isEqualTo("step_lost");
    }

    @Test
    void aRunThatEndsEarlySaysWhatItSavedOfThoseWhoDoStepsNotOfThoseWhoUndoThem() {
        Play play = new Play(Samples.TRIP).start(null).succeed("to Rome").succeed("booked").tell(approve(2, true)).succeed("sent");

        assertThat(play.last(RunEvent.Completed.class).saving()).satisfies(saving -> {
            assertThat(saving.steps()).isZero();
            assertThat(saving.share()).isCloseTo(0, within(1e-9));
        });
    }
}
