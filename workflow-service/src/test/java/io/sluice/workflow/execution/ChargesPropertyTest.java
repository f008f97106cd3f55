package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever becomes of steps and of whoever does them: each call that was made is paid for, once. */
class ChargesPropertyTest {

    private static final int MOVES = 150;
    private static final int CALLS_MAX = 4;

    /** What a call uses that is remembered: the same, whoever finds it. */
    private static CallUse use(int step, int number) {
        return new CallUse("model/" + number, "m", 1 + step * 7 + number, 1 + (step * 3 + number) % 5, 0.25 * number);
    }

    private static List<CallUse> found(Play play, Random random) {
        List<CallUse> found = new ArrayList<>();
        for (int number = 0; number < CALLS_MAX; number++) {
            // An attempt may do without what another one did.
            if (play.step().outcomes().containsKey("model/" + number) && random.nextInt(4) > 0) {
                found.add(use(play.step().step(), number));
            }
        }
        return found;
    }

    private static void report(Play play, Random random) {
        int attempt = random.nextInt(3) == 0 ? Math.max(1, play.step().attempt() - 1) : play.step().attempt();
        List<CallUse> uses = found(play, random);
        StepReport report = switch (random.nextInt(5)) {
            case 0, 1, 2 -> new StepReport.Succeeded("t", random.nextBoolean() ? "7" : null, null, random.nextBoolean() ? "fail" : null, uses);
            case 3 -> new StepReport.Failed("f", "f", random.nextInt(4) > 0, uses);
            default -> new StepReport.Unknown("tool/0", "u", uses);
        };
        play.tell(new RunCommand.ReportStep(Play.RUN, play.step().step(), attempt, "w", report, play.now));
    }

    private static void move(Play play, Random random) {
        int choice = random.nextInt(20);
        if (play.run().phase() == Phase.RESERVING) {
            play.tell(new RunCommand.BudgetAnswer(Play.RUN, "red", play.run().epoch(), random.nextInt(8) > 0, null, play.now));
        } else if (play.run().phase() == Phase.APPROVAL) {
            play.tell(new RunCommand.DecideApproval("a", Play.RUN, play.run().nextStep() - 1, random.nextInt(5) > 0, "o", null, play.now));
        } else if (play.run().phase() == Phase.ATTENTION && choice < 10) {
            play.tell(new RunCommand.ResolveEffect("e", Play.RUN, play.step().step(), "tool/0", random.nextBoolean(), "{}", "o", play.now));
        } else if (play.run().phase().ended()) {
            play.tell(new RunCommand.RetryFrom("f", Play.RUN, random.nextInt(play.run().nextStep() + 1), "o", play.now));
        } else if (play.run().current() != null && choice < 9) {
            int number = random.nextInt(CALLS_MAX);
            int step = play.step().step();
            play.tell(new RunCommand.RecordEffect(Play.RUN, step, 1 + random.nextInt(play.step().attempt()), "w", "model/" + number, "{}",
                    use(step, number), play.now));
        } else if (play.run().current() != null && choice < 14) {
            report(play, random);
        } else if (choice < 17) {
            List<String> alarms = List.copyOf(Alarms.of(play.run(), play.rules).keySet());
            if (!alarms.isEmpty()) {
                play.wake(alarms.get(random.nextInt(alarms.size())));
            }
        } else {
            play.tell(choice == 17 ? new RunCommand.Pause("p", Play.RUN, "o", play.now) : choice == 18 && random.nextInt(3) == 0
                    ? new RunCommand.Cancel("c", Play.RUN, "o", null, play.now) : new RunCommand.Resume("r", Play.RUN, "o", play.now));
        }
    }

    /** Tokens read and written, and CPU seconds, of every call that was recorded, whoever did it and whatever became of it. */
    private static Spending made(Play play) {
        Map<String, CallUse> calls = new TreeMap<>();
        for (RunEvent event : play.events) {
            if (event instanceof RunEvent.EffectRecorded call && call.use() != null) {
                assertThat(calls.put(call.step() + "/" + call.effect(), call.use())).as("a call is of record once").isNull();
            }
        }
        Spending sum = Spending.NONE;
        for (CallUse call : calls.values()) {
            sum = sum.plus(new Spending(0, call.promptTokens(), call.completionTokens(), call.cpuSeconds(), 0, 0, 0));
        }
        return sum;
    }

    private static void paysForAll(Play play) {
        Spending made = made(play);
        RunState run = play.run();
        CurrentStep current = run.current();
        long open = current == null ? 0 : current.owing().stream().mapToLong(use -> use.promptTokens() + use.completionTokens()).sum();
        assertThat(run.spending().tokens() + open).isEqualTo(made.tokens());
        if (current == null) {
            assertThat(run.spending().promptTokens()).isEqualTo(made.promptTokens());
            assertThat(run.spending().cpuSeconds()).isEqualTo(made.cpuSeconds(), within(1e-9));
            assertThat(run.spending().cost()).isEqualTo(
                    play.workflow.prices().of(made.promptTokens(), made.completionTokens(), made.cpuSeconds()), within(1e-9));
        }
        if (run.phase().ended()) {
            double settled = play.outbox.stream().filter(TeamCommand.Settle.class::isInstance)
                    .mapToDouble(settle -> ((TeamCommand.Settle) settle).cost()).sum();
            assertThat(settled).as("by the team, over all that the run asked it for").isEqualTo(run.spending().cost(), within(1e-9));
        }
    }

    @Property(tries = 200)
    void everyCallIsPaidForOnce(@ForAll long seed) {
        Random random = new Random(seed);
        Play play = new Play(random.nextBoolean() ? Samples.TRIP : Samples.TRIES).start("red");
        Set<Phase> seen = new HashSet<>();
        for (int move = 0; move < MOVES; move++) {
            play.after(Duration.ofMillis(random.nextInt(2000)));
            move(play, random);
            seen.add(play.run().phase());
            paysForAll(play);
        }
        RunState replayed = null;
        for (RunEvent event : play.events) {
            replayed = RunState.after(replayed, event);
        }
        assertThat(replayed).isEqualTo(play.run());
        assertThat(Samples.MAPPER.readValue(Samples.MAPPER.writeValueAsString(play.run()), RunState.class)).isEqualTo(play.run());
    }

    private static Play inTheMiddleOfACall() {
        Play play = new Play(Samples.TRIP).start("red").tell(new RunCommand.BudgetAnswer(Play.RUN, "red", 1, true, null, Samples.START));
        return play.tell(new RunCommand.RecordEffect(Play.RUN, 0, 1, "w", "model/0", "{}", new CallUse("model/0", "m", 100, 10, 0.5), play.now))
                .after(Duration.ofSeconds(3));
    }

    private static void paid(Play play) {
        // 100 tokens read, 10 written and half a CPU second; and of three seconds of waiting the price, which is no cost.
        assertThat(play.run().spending().cost()).isEqualTo(0.1 + 0.1 + 0.25, within(1e-12));
        assertThat(play.run().spending().price()).isEqualTo(0.45 + 3 * 0.25, within(1e-12));
        assertThat(play.run().spending().steps()).isZero();
        assertThat(play.outbox).filteredOn(TeamCommand.Settle.class::isInstance).singleElement()
                .isInstanceOfSatisfying(TeamCommand.Settle.class, settle -> assertThat(settle.cost()).isEqualTo(0.45, within(1e-12)));
    }

    @Test
    void whatAStepUsedThatIsCancelledIsPaid() {
        Play play = inTheMiddleOfACall().tell(new RunCommand.Cancel("c", Play.RUN, "o", null, Samples.START));

        paid(play);
        assertThat(play.told()).endsWith("EffectRecorded", "StepFailed", "Cancelled");
        assertThat(play.last(RunEvent.StepFailed.class).code()).isEqualTo("cancelled");
        assertThat(play.last(RunEvent.StepFailed.class).uses()).extracting(CallUse::effect).containsExactly("model/0");
    }

    @Test
    void whatAStepUsedThatTheRunsTimeCutIsPaid() {
        Play play = inTheMiddleOfACall();
        play.now = Samples.START.plusSeconds(120);
        play.wake(Alarms.WALL);

        assertThat(play.last(RunEvent.Completed.class).reason()).isEqualTo("limit_seconds");
        assertThat(play.last(RunEvent.Completed.class).spending().cost()).isEqualTo(0.45, within(1e-12));
        assertThat(play.last(RunEvent.StepFailed.class).code()).isEqualTo("limit_seconds");
    }

    @Test
    void whatAStepUsedThatTimedOutOrWasLostIsPaid() {
        Play late = inTheMiddleOfACall();
        late.report(new StepReport.Failed("step_timed_out", "too long", false, List.of()));
        paid(late);

        Play lost = new Play(Samples.TRIP, new RunRules(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofMillis(500),
                Duration.ofSeconds(30), 0, Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(2), Duration.ofDays(1), 900 << 10, 256 << 10)).start("red")
                .tell(new RunCommand.BudgetAnswer(Play.RUN, "red", 1, true, null, Samples.START))
                .tell(new RunCommand.RecordEffect(Play.RUN, 0, 1, "w", "model/0", "{}", new CallUse("model/0", "m", 100, 10, 0.5), Samples.START))
                .after(Duration.ofSeconds(3)).wake(Alarms.lease(0, 1));
        assertThat(lost.last(RunEvent.Failed.class).code()).isEqualTo("step_lost");
        paid(lost);
    }

    @Test
    void anAnswerThatTheNextAttemptRemembersIsPaidOnce() {
        Play play = inTheMiddleOfACall().wake(Alarms.lease(0, 1)).succeed("to Rome");

        assertThat(play.run().spending().cost()).isEqualTo(0.45, within(1e-12));
        assertThat(play.run().done()).singleElement().satisfies(step -> assertThat(step.spending().cost()).isEqualTo(0.45, within(1e-12)));
    }
}
