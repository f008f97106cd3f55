package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.value.Values;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs teach that did not come to their end. */
class LessonsTest {

    private static final List<CallUse> USES = List.of(new CallUse("model/0", "m", 100, 10, 0.5));

    private static Optional<DefinitionCommand.Learn> lesson(Play play) {
        return play.outbox.stream().filter(DefinitionCommand.Learn.class::isInstance).map(DefinitionCommand.Learn.class::cast)
                .reduce((first, last) -> last);
    }

    private static StepReport failed(String code) {
        return new StepReport.Failed(code, "m", false, USES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool_failed", "tool_timeout", "step_timed_out", "deadline_exceeded", "tool_rounds_exceeded", "output_too_large",
        "upstream_refused", "bad_expression", "some_code_of_a_later_version"})
    void aRunThatItsAgentsFailedDidNotSolveItsTask(String code) {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail").after(Duration.ofSeconds(2)).report(failed(code));

        assertThat(play.last(RunEvent.Failed.class).code()).isEqualTo(code);
        DefinitionCommand.Learn lesson = lesson(play).orElseThrow();
        assertThat(lesson.solved()).isFalse();
        assertThat(lesson.broken()).isTrue();
        assertThat(lesson.decisions()).extracting(taken -> taken.decision().agent()).containsExactly("solve", "check");
        assertThat(lesson.decisions().getLast().decision().executed()).containsExactly("solve");
        // The call, and two seconds of waiting.
        assertThat(lesson.decisions().getLast().price()).isEqualTo(0.45 + 2 * 0.25, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"step_broke_down", "unknown_workflow", "internal_error", "upstream_failed", "upstream_limited", "upstream_timeout",
        "upstream_malformed", "upstream_unauthorized", "unknown_upstream", "unknown_tool", "bad_tool", "template_error", "bad_pattern"})
    void aRunThatThePlatformFailedTeachesNothingButCounts(String code) {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail").report(failed(code));

        DefinitionCommand.Learn lesson = lesson(play).orElseThrow();
        assertThat(lesson.solved()).isNull();
        assertThat(lesson.decisions()).extracting(DefinitionCommand.Taken::price).hasSize(2).allSatisfy(price -> assertThat(price).isGreaterThan(0.4));
    }

    @Test
    void aRunWhoseWorkersWereLostTeachesNothing() {
        Play play = new Play(Samples.TRIES).start(null);
        while (!play.run().phase().ended()) {
            play.wake(Alarms.lease(0, play.step().attempt()));
        }
        assertThat(play.last(RunEvent.Failed.class).code()).isEqualTo("step_lost");
        assertThat(lesson(play).orElseThrow().solved()).isNull();
    }

    @Test
    void aCancelledRunTeachesNothingAndOneThatDecidedNothingIsNotEvenCounted() {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail").after(Duration.ofSeconds(4))
                .tell(new RunCommand.Cancel("c", Play.RUN, "o", null, Samples.START));
        DefinitionCommand.Learn lesson = lesson(play).orElseThrow();
        assertThat(lesson.solved()).isNull();
        assertThat(lesson.decisions().getLast().price()).isEqualTo(4 * 0.25, within(1e-12));

        Play early = new Play(Samples.TRIES).start("red").tell(new RunCommand.Cancel("c", Play.RUN, "o", null, Samples.START));
        assertThat(lesson(early)).isEmpty();
        Play unverified = new Play(Samples.TRIP).start(null).succeed("to Rome").report(failed("tool_failed"));
        assertThat(lesson(unverified)).as("nobody asks what a fixed flow spent").isEmpty();
    }

    @Test
    void aRunThatItsTimeEndedKeepsItsAnswerAndPaysForTheStepThatWasCut() {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail");
        play.now = Samples.START.plusSeconds(120);
        play.wake(Alarms.WALL);
        DefinitionCommand.Learn lesson = lesson(play).orElseThrow();
        assertThat(lesson.solved()).isFalse();
        assertThat(lesson.broken()).isTrue();
        assertThat(lesson.decisions().getLast().price()).isEqualTo(120 * 0.25, within(1e-12));
    }

    @Test
    void aLearningRunWithoutAVerifierIsCountedForTheLimitOfExploring() {
        Play play = new Play(Samples.TRIES.replace("\"verifier\": {\"variable\": \"expected\"},", "")
                .replace("{\"kind\": \"fixed\", \"flow\": [\"solve\", \"check\", \"solve\", \"check\", \"solve\", \"check\"]}",
                        "{\"kind\": \"q-learning\"}").replace("{\"kind\": \"verified\"}", "{\"kind\": \"loop\"}")).start(null);
        while (!play.run().phase().ended()) {
            play.succeed("5");
        }
        DefinitionCommand.Learn lesson = lesson(play).orElseThrow();
        assertThat(lesson.solved()).isNull();
        assertThat(lesson.decisions()).isNotEmpty();
    }

    /** Of two agents one always fails its step, for next to nothing: without lessons of failed runs it would look free for ever. */
    @Test
    void whoAlwaysBreaksTheRunIsLeft() {
        LearnedPolicies policies = new LearnedPolicies();
        String document = """
                {"name": "two", "start": "first",
                 "agents": {
                   "first": {"model": "m", "prompt": "{{input}}", "output": {"role": "note"}, "next": ["broken", "sound"], "sampling": {"max_tokens": 10}},
                   "broken": {"model": "m", "prompt": "{{input}}", "sampling": {"max_tokens": 10}},
                   "sound": {"model": "m", "prompt": "{{input}}", "sampling": {"max_tokens": 10}}},
                 "verifier": {"variable": "expected"},
                 "limits": {"steps": 6, "tokens": 1000, "cost": 10, "seconds": 120},
                 "prices": {"prompt_token": 0.0001, "completion_token": 0.001, "cpu_second": 0.05, "second": 0},
                 "scheduler": {"kind": "q-learning"}, "stop": [{"kind": "verified"}]}
                """;
        String values = null;
        for (int run = 0; run < 60; run++) {
            Play play = new Play(document);
            String known = values;
            play.policies = new Policies() {
                @Override
                public Policy of(io.sluice.workflow.definition.Workflow workflow, int version, String ignored) {
                    return policies.of(workflow, version, known);
                }

                @Override
                public String learn(io.sluice.workflow.definition.Workflow workflow, String before, io.sluice.workflow.scheduling.Episode episode) {
                    return policies.learn(workflow, before, episode);
                }
            };
            play.start(null, run);
            while (!play.run().phase().ended()) {
                String agent = play.step().agent();
                play.report(agent.equals("broken") ? failed("tool_failed")
                        : new StepReport.Succeeded("7", "7", null, agent.equals("sound") ? "pass" : null, USES));
            }
            values = policies.learn(play.workflow, values, Decisions.episode(lesson(play).orElseThrow()));
        }
        Situation after = new Situation(0, "first", Verdict.NONE, 5, 1, List.of("first"), List.of("broken", "sound"), true, null);
        Choice choice = policies.of(Samples.workflow(document), 60, values).next(after, new SplittableRandom(1));
        assertThat(choice.probabilities().get("sound")).isGreaterThan(0.9);
        Values learned = Samples.MAPPER.readValue(values, Values.class);
        assertThat(learned.allEpisodes()).isEqualTo(60);
        assertThat(learned.step(0, "first", "first", Verdict.NONE, "broken").broken()).isPositive();
    }
}
