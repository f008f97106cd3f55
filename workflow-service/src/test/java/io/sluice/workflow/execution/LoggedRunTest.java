package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoggedRunTest {

    private static final LoggedRun.Terms AS_IT_WAS = new LoggedRun.Terms(null, 10, true, null);

    private static LoggedRun logged(Play play, LoggedRun.Terms terms) {
        return LoggedRun.of(play.events, terms).orElseThrow();
    }

    @Test
    void aRunThatEndedIsTheEpisodeThatItsWorkflowLearnedFrom() {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail").succeed("hm").succeed("7", "pass");
        DefinitionCommand.Learn lesson = play.outbox.stream().filter(DefinitionCommand.Learn.class::isInstance)
                .map(DefinitionCommand.Learn.class::cast).findFirst().orElseThrow();
        Episode learned = Decisions.episode(lesson);

        Episode episode = logged(play, AS_IT_WAS).episode();

        assertThat(episode).isEqualTo(new Episode(learned.run(), learned.taskClass(), null, learned.verdict(), learned.solved(), learned.decisions()));
    }

    @Test
    void anEarlierEndCountsAndWhatAPersonHadItDoAgainDoesNot() {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail").succeed("hm").succeed("7", "pass");
        Episode first = logged(play, AS_IT_WAS).episode();
        play.tell(new RunCommand.RetryFrom("c", Play.RUN, 0, "ops", play.now)).succeed("7", "pass");

        assertThat(logged(play, AS_IT_WAS).episode()).isEqualTo(first);
    }

    @Test
    void aFailedRunDidNotSolveItsTaskAndPaidForTheStepThatFailed() {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail").fail(false);

        Episode episode = logged(play, AS_IT_WAS).episode();

        assertThat(episode.solved()).isFalse();
        assertThat(episode.decisions()).extracting(each -> each.choice().agent()).containsExactly("solve", "check");
        assertThat(episode.decisions().stream().mapToDouble(Episode.Decision::price).sum()).isEqualTo(play.run().spending().price(), within(1e-12));
        assertThat(episode.decisions().getLast().situation().executed()).containsExactly("solve");
    }

    @Test
    void whatCancelledRunsWouldHaveComeToNobodyKnows() {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail").tell(new RunCommand.Cancel("c", Play.RUN, "ops", "enough", Samples.START));

        assertThat(logged(play, AS_IT_WAS).episode().solved()).isNull();
        assertThat(logged(new Play(Samples.TRIES).start(null).succeed("7", "pass"), new LoggedRun.Terms(null, 10, false, null)).episode().solved()).isNull();
        assertThat(LoggedRun.of(new Play(Samples.TRIES).start(null).succeed("5", "fail").events, AS_IT_WAS)).isEmpty();
    }

    @Test
    void inOtherPricesARunCostsWhatItsTokensWouldHave() {
        Play play = new Play(Samples.TRIES).start(null).succeed("5", "fail").succeed("7", "pass");
        Workflow.Prices dear = new Workflow.Prices(0.01, 0.1, 0, 0);

        Episode episode = logged(play, new LoggedRun.Terms(dear, 8, true, null)).episode();

        assertThat(episode.decisions().getFirst().price()).isEqualTo(100 * 0.01 + 10 * 0.1, within(1e-12));
        assertThat(episode.decisions().get(1).situation().costLeft()).isEqualTo(0.75, within(1e-12));
    }

    private static LoggedRun.Terms stoppedBy(String rules) {
        return new LoggedRun.Terms(null, 10, true, Samples.workflow(Samples.TRIES.replace("[{\"kind\": \"verified\"}]", rules)));
    }

    @Test
    void ofARunThatOtherRulesWouldHaveEndedEarlierItIsKnownWhatItHadComeTo() {
        Play right = new Play(Samples.TRIES).start(null).succeed("5", "fail").succeed("hm").succeed("7", "pass");
        Episode whole = logged(right, AS_IT_WAS).episode();

        Episode once = logged(right, stoppedBy("[{\"kind\": \"first-finish\"}]")).episode();

        assertThat(once.solved()).isFalse();
        assertThat(once.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(once.decisions()).isEqualTo(whole.decisions().subList(0, 1));
        assertThat(logged(right, stoppedBy("[{\"kind\": \"loop\"}, {\"kind\": \"verified\"}]")).episode()).isEqualTo(whole);
        Play failed = new Play(Samples.TRIES).start(null).succeed("5", "fail").fail(false);
        assertThat(logged(failed, stoppedBy("[{\"kind\": \"first-finish\"}]")).episode().decisions()).isEqualTo(once.decisions());
    }

    @Test
    void aRunThatOtherRulesWouldNotHaveEndedWasEndedForSure() {
        Play right = new Play(Samples.TRIES).start(null).succeed("5", "fail").succeed("hm").succeed("7", "pass");

        Episode.Decision last = logged(right, stoppedBy("[{\"kind\": \"loop\"}]")).episode().decisions().getLast();

        assertThat(last.choice()).isEqualTo(new Choice(null, 1.0, Map.of("stop", 1.0), "rule"));
        assertThat(last.price()).isZero();
        assertThat(last.situation()).satisfies(end -> {
            assertThat(end.executed()).containsExactly("solve", "check", "solve");
            assertThat(end.offered()).containsExactly("solve", "check");
            assertThat(end.verdict()).isEqualTo(Verdict.PASS);
            assertThat(end.stepsLeft()).isEqualTo(3);
        });
        Play all = new Play(Samples.TRIES).start(null);
        for (int step = 0; step < 5; step++) {
            all.succeed(String.valueOf(step), "fail");
        }
        assertThat(logged(all.succeed("7", "pass"), stoppedBy("[{\"kind\": \"loop\"}]")).episode().decisions()).as("the limit would have ended it").hasSize(6);
    }
}
