package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is told to a run, in whatever order and however often: the state is the fold of its events, and what has to hold holds. */
class RunPropertyTest {

    private static final int MOVES = 120;

    /** Every message that there could be about the run as it is, and some about what it is not. */
    private static RunInput any(Play play, Random random, List<RunInput> before) {
        int step = random.nextInt(4) == 0 ? random.nextInt(6) : play.run().current() == null ? 0 : play.step().step();
        int attempt = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : play.run().current() == null ? 1 : play.step().attempt();
        if (!before.isEmpty() && random.nextInt(5) == 0) {
            return before.get(random.nextInt(before.size()));
        }
        List<CallUse> uses = List.of(new CallUse("model/0", "m", random.nextInt(50), random.nextInt(50), random.nextDouble()));
        RunCommand command = switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> new RunCommand.ReportStep(Play.RUN, step, attempt, "w",
                    new StepReport.Succeeded("t", random.nextBoolean() ? "7" : null, null, random.nextBoolean() ? "fail" : null, uses), play.now);
            case 4, 5 -> new RunCommand.ReportStep(Play.RUN, step, attempt, "w", new StepReport.Failed("f", "f", random.nextBoolean(), uses), play.now);
            case 6 -> new RunCommand.ReportStep(Play.RUN, step, attempt, "w", new StepReport.Unknown("tool/0", "u", uses), play.now);
            case 7 -> new RunCommand.IntendEffect(Play.RUN, step, attempt, "w" + random.nextInt(3), "tool/0", play.now);
            case 8 -> new RunCommand.RecordEffect(Play.RUN, step, attempt, "w", "tool/" + random.nextInt(2), "{}", play.now);
            case 9 -> new RunCommand.Pause("p" + random.nextInt(), Play.RUN, "o", play.now);
            case 10, 11 -> new RunCommand.Resume("r" + random.nextInt(), Play.RUN, "o", play.now);
            case 12 -> new RunCommand.DecideApproval("a", Play.RUN, step, random.nextInt(4) > 0, "o", null, play.now);
            case 13 -> new RunCommand.ResolveEffect("e", Play.RUN, step, "tool/0", random.nextBoolean(), "{}", "o", play.now);
            case 14 -> random.nextInt(3) == 0 ? new RunCommand.Cancel("c", Play.RUN, "o", null, play.now)
                    : new RunCommand.RetryFrom("f", Play.RUN, step, "o", play.now);
            default -> new RunCommand.BudgetAnswer(Play.RUN, "red", 1, true, null, play.now);
        };
        return new RunInput.Commanded(command);
    }

    private static Play played(long seed, String document, String team) {
        Random random = new Random(seed);
        Play play = new Play(document).start(team);
        List<RunInput> told = new ArrayList<>();
        for (int move = 0; move < MOVES; move++) {
            play.after(Duration.ofMillis(random.nextInt(3000)));
            RunInput input;
            List<String> alarms = List.copyOf(Alarms.of(play.run(), play.rules).keySet());
            if (random.nextInt(6) == 0 && !alarms.isEmpty()) {
                input = new RunInput.Woken(random.nextInt(4) == 0 ? "lease/0/1" : alarms.get(random.nextInt(alarms.size())));
            } else {
                input = any(play, random, told);
            }
            told.add(input);
            play.take(input);
            holds(play);
        }
        return play;
    }

    private static void holds(Play play) {
        RunState run = play.run();
        Limits limits = new Limits(run, play.workflow);
        assertThat(run.done().size()).isLessThanOrEqualTo(play.workflow.limits().steps());
        assertThat(limits.stepsLeft()).isNotNegative();
        assertThat(run.activeSeconds()).isNotNegative();
        assertThat(run.current() != null).isEqualTo(run.phase() == Phase.STEP || run.phase() == Phase.RETRYING || run.phase() == Phase.ATTENTION);
        if (run.phase() == Phase.READY) {
            assertThat(run.paused()).as("nothing but a pause lets a run stand between two steps").isTrue();
        }
        if (!run.phase().ended() && !run.paused() && run.phase() != Phase.ATTENTION && run.phase() != Phase.RESERVING) {
            assertThat(Alarms.of(run, play.rules)).as("whatever happens, the run goes on some day").isNotEmpty();
        }
    }

    @Property(tries = 150)
    void theStateIsTheFoldOfItsEvents(@ForAll long seed) {
        Play play = played(seed, Samples.TRIP, seed % 2 == 0 ? "red" : null);

        RunState replayed = null;
        for (RunEvent event : play.events) {
            replayed = RunState.after(replayed, event);
        }
        assertThat(replayed).isEqualTo(play.run());
        assertThat(Samples.MAPPER.readValue(Samples.MAPPER.writeValueAsString(play.run()), RunState.class)).isEqualTo(play.run());
    }

    @Property(tries = 60)
    void eventsThatComeAgainChangeNothing(@ForAll long seed) {
        Play play = played(seed, Samples.TRIP, null);
        Random random = new Random(seed);

        RunState replayed = null;
        List<RunEvent> before = new ArrayList<>();
        for (RunEvent event : play.events) {
            replayed = RunState.after(replayed, event);
            before.add(event);
            replayed = RunState.after(replayed, before.get(random.nextInt(before.size())));
        }
        assertThat(replayed).isEqualTo(play.run());
    }

    @Property(tries = 60)
    void numbersHaveNoGapsAndAStepIsCompletedOnce(@ForAll long seed) {
        Play play = played(seed, Samples.TRIP, null);

        assertThat(play.events.stream().map(RunEvent::seq)).isEqualTo(
                LongStream.rangeClosed(1, play.events.size()).boxed().toList());
        List<Integer> completed = play.events.stream().filter(RunEvent.StepCompleted.class::isInstance)
                .map(event -> ((RunEvent.StepCompleted) event).step()).toList();
        assertThat(completed).doesNotHaveDuplicates();
        List<String> attempts = play.outbox.stream().filter(StepRequested.class::isInstance).map(StepRequested.class::cast)
                .map(request -> request.step() + "/" + request.attempt()).toList();
        assertThat(attempts).as("an attempt is asked for once").doesNotHaveDuplicates();
    }

    @Property(tries = 60)
    void anEffectIsAllowedAgainOnlyWhenAPersonSaidThatItDidNotHappen(@ForAll long seed) {
        Play play = played(seed, Samples.TRIP, null);

        Set<String> allowed = new HashSet<>();
        for (RunEvent event : play.events) {
            switch (event) {
                case RunEvent.EffectIntended intended ->
                        assertThat(allowed.add(intended.step() + intended.effect())).as("event %s", intended.seq()).isTrue();
                case RunEvent.EffectResolved resolved when !resolved.happened() -> allowed.remove(resolved.step() + resolved.effect());
                default -> { }
            }
        }
    }

    @Property(tries = 60)
    void stepsAreUndoneInReverseAndEachOnce(@ForAll long seed) {
        Play play = played(seed, Samples.TRIP.replace("\"flow\": [\"draft\", \"book\", \"send\"]",
                "\"flow\": [\"draft\", \"book\", \"send\", \"draft\", \"book\", \"send\"]"), null);

        List<Integer> ofOneEnding = new ArrayList<>();
        for (RunEvent event : play.events) {
            if (event instanceof RunEvent.CompensationScheduled undo) {
                ofOneEnding.add(undo.of());
                assertThat(ofOneEnding).isSortedAccordingTo(Collections.reverseOrder()).doesNotHaveDuplicates();
            } else if (event instanceof RunEvent.Rewound) {
                ofOneEnding.clear();
            }
        }
    }

    @Property(tries = 40)
    void noStepBeginsOnceALimitIsReached(@ForAll long seed) {
        Play play = played(seed, Samples.TRIES.replace("\"cost\": 10", "\"cost\": 1.5").replace("\"tokens\": 1000", "\"tokens\": 150"), null);

        RunState run = null;
        for (RunEvent event : play.events) {
            if (event instanceof RunEvent.StepScheduled && run != null) {
                assertThat(new Limits(run, play.workflow).reached(event.at())).isEmpty();
            }
            run = RunState.after(run, event);
        }
    }
}
