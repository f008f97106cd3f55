package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.TeamEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TeamDecisionTest {

    private static final Instant NOW = Samples.START;
    private static final Instant LATER = NOW.plusSeconds(60);

    private @Nullable TeamState state;
    private final List<TeamEvent> events = new ArrayList<>();
    private final List<RunCommand.BudgetAnswer> answers = new ArrayList<>();

    private TeamDecisionTest tell(TeamCommand command) {
        return take(TeamDecision.of(state, command, NOW));
    }

    private TeamDecisionTest take(TeamDecision decision) {
        for (TeamEvent event : decision.events()) {
            state = TeamState.after(state, event);
            events.add(event);
        }
        answers.addAll(decision.answers());
        return this;
    }

    private TeamState team() {
        if (state == null) {
            throw new AssertionError("there is no team");
        }
        return state;
    }

    private static TeamCommand.SetBudget limit(double limit) {
        return new TeamCommand.SetBudget("c", "red", limit, "ops", NOW);
    }

    private static TeamCommand.Reserve reserve(String run, double amount) {
        return new TeamCommand.Reserve("red", run, 1, amount, LATER, NOW);
    }

    private static TeamCommand.Settle settle(String run, double cost) {
        return new TeamCommand.Settle("red", run, 1, cost, NOW);
    }

    @Test
    void aHundredAtOnceNeverOverspend() {
        tell(limit(1000));
        for (int run = 0; run < 150; run++) {
            tell(reserve("run-" + run, 10));
        }
        assertThat(answers.stream().filter(RunCommand.BudgetAnswer::accepted)).hasSize(100);
        assertThat(team().reserved()).isEqualTo(1000);

        for (int run = 0; run < 100; run++) {
            tell(settle("run-" + run, 7));
        }
        assertThat(team().spent()).isCloseTo(700, within(1e-9));
        assertThat(team().reserved()).isZero();
        for (int run = 200; run < 250; run++) {
            tell(reserve("run-" + run, 10));
        }
        assertThat(answers.stream().filter(RunCommand.BudgetAnswer::accepted)).hasSize(130);
    }

    @Test
    void aTeamWithoutALimitPaysForEverything() {
        tell(reserve("a", 1e6));

        assertThat(answers).singleElement().satisfies(answer -> assertThat(answer.accepted()).isTrue());
    }

    @Test
    void theSameReservationIsAnsweredTheSameAndSettledOnce() {
        tell(limit(10)).tell(reserve("a", 10)).tell(reserve("a", 10)).tell(settle("a", 4)).tell(settle("a", 4)).tell(reserve("a", 10));

        assertThat(answers).hasSize(2).allSatisfy(answer -> assertThat(answer.accepted()).isTrue());
        assertThat(team().spent()).isEqualTo(4);
        assertThat(team().open()).isEmpty();
    }

    @Test
    void aReservationThatNobodySettlesCountsAsSpentUntilSomebodyDoes() {
        tell(limit(10)).tell(reserve("a", 6));
        take(TeamDecision.expired(state, "a@1", NOW));
        assertThat(team().reserved()).as("not before its time").isEqualTo(6);

        take(TeamDecision.expired(state, "a@1", LATER)).take(TeamDecision.expired(state, "a@1", LATER));
        assertThat(team().spent()).isEqualTo(6);
        assertThat(team().reserved()).isZero();

        tell(settle("a", 2));
        assertThat(team().spent()).isEqualTo(2);
    }

    @Test
    void aLoweredLimitTakesNothingFromRunsThatGoOn() {
        tell(limit(10)).tell(reserve("a", 8)).tell(limit(5)).tell(reserve("b", 1));

        assertThat(team().open()).containsOnlyKeys("a@1");
        assertThat(answers.getLast().accepted()).isFalse();
        assertThat(answers.getLast().message()).contains("may cost 1.0");
    }

    @Property(tries = 200)
    void whateverComesInWhateverOrderTheLimitHoldsAndTheStateIsTheFold(@ForAll long seed) {
        Random random = new Random(seed);
        List<TeamCommand> commands = new ArrayList<>(List.of(limit(100)));
        for (int run = 0; run < 30; run++) {
            double amount = random.nextInt(1, 30);
            commands.add(reserve("run-" + run, amount));
            commands.add(reserve("run-" + run, amount));
            commands.add(settle("run-" + run, random.nextInt((int) amount + 1)));
            commands.add(commands.getLast());
        }
        Collections.shuffle(commands.subList(1, commands.size()), random);
        TeamDecisionTest team = new TeamDecisionTest();
        for (TeamCommand command : commands) {
            int before = team.events.size();
            team.tell(command);
            TeamState now = team.team();
            assertThat(now.reserved()).isCloseTo(now.open().values().stream().filter(held -> !held.spent())
                    .mapToDouble(TeamState.Reservation::amount).sum(), within(1e-9));
            if (team.events.size() > before && team.events.getLast() instanceof TeamEvent.BudgetReserved) {
                assertThat(now.spent() + now.reserved()).isLessThanOrEqualTo(100 + 1e-9);
            }
        }
        TeamState folded = null;
        for (TeamEvent event : team.events) {
            folded = TeamState.after(folded, event);
        }
        assertThat(folded).isEqualTo(team.team());
        assertThat(team.events.stream().filter(TeamEvent.BudgetSettled.class::isInstance).map(event -> ((TeamEvent.BudgetSettled) event).run()))
                .doesNotHaveDuplicates();
    }
}
