package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.contracts.workflow.StepDecision;
import io.sluice.workflow.scheduling.value.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkflowDecisionTest {

    private static final Instant NOW = Samples.START;

    private final List<WorkflowMessage> events = new ArrayList<>();
    private final Map<Integer, @Nullable String> values = new HashMap<>();
    private @Nullable WorkflowState state;

    private WorkflowDecisionTest tell(DefinitionCommand command) {
        WorkflowDecision.Known known = new WorkflowDecision.Known(Samples.POLICIES,
                version -> Optional.of(Samples.workflow(Samples.TRIES)), values::get);
        for (WorkflowMessage event : WorkflowDecision.of(state, command, known, NOW)) {
            state = WorkflowState.after(state, "tries", event);
            events.add(event);
            if (event instanceof ValuesEvent told) {
                values.put(told.version(), told.values());
            }
        }
        return this;
    }

    private static DefinitionCommand.Learn lesson(String run, @Nullable Boolean solved) {
        StepDecision first = new StepDecision("solve", 1.0, Map.of("solve", 1.0), "flow", 0, 0, null, "none", 6, 1, List.of(), List.of("solve"), false, null, null);
        return new DefinitionCommand.Learn("tries", 1, run, 0, null, "pass", solved, List.of(new DefinitionCommand.Taken(first, 0.5)), NOW);
    }

    private static DefinitionCommand.Define define(String digest) {
        return new DefinitionCommand.Define("c", "tries", "{}", digest, "ops", NOW);
    }

    @Test
    void aVersionIsForGoodAndTheSameDocumentIsNoNewOne() {
        tell(define("a")).tell(define("a")).tell(define("b")).tell(define("a"));

        assertThat(events).extracting(event -> ((WorkflowDefined) event).version()).containsExactly(1, 2, 3);
    }

    @Test
    void aRunIsLearnedFromOnceAndOfOneThatNobodyJudgedOnlyTheSpendingCounts() {
        tell(lesson("r1", true)).tell(lesson("r1", true)).tell(lesson("r2", null)).tell(lesson("r2", null)).tell(lesson("r3", false))
                .tell(lesson("r3", null)).tell(lesson("r2", true)).tell(lesson("r2", true));

        assertThat(events).extracting(event -> ((ValuesEvent.Learned) event).run()).containsExactly("r1", "r2", "r3", "r2");
        assertThat(events).extracting(event -> ((ValuesEvent.Learned) event).counted()).as("the second was done again, and taught then")
                .containsExactly(null, true, null, null);
        assertThat(events).extracting(event -> ((ValuesEvent) event).version()).containsExactly(1, 2, 3, 4);
        Values before = known(1);
        Values counted = known(2);
        assertThat(counted.steps()).isEqualTo(before.steps());
        assertThat(counted.episodes()).isEqualTo(before.episodes());
        assertThat(counted.unjudged()).isEqualTo(1);
        assertThat(counted.spending().nanos()).isEqualTo(before.spending().nanos() + 500_000_000);
    }

    private Values known(int version) {
        return Samples.MAPPER.readValue(values.get(version), Values.class);
    }

    @Test
    void twentyVersionsAreKeptAndAnyOfThemCanBeKnownAgain() {
        for (int run = 0; run < 30; run++) {
            tell(lesson("r" + run, run % 2 == 0));
        }
        assertThat(state).satisfies(now -> assertThat(now.kept()).hasSize(20).startsWith(11).endsWith(30));

        tell(new DefinitionCommand.RollBackValues("c", "tries", 15, "ops", NOW)).tell(new DefinitionCommand.RollBackValues("c", "tries", 3, "ops", NOW));

        assertThat(events.getLast()).isEqualTo(new ValuesEvent.RolledBack("tries", 31, 15, "ops", values.get(15), NOW));
    }

    @Test
    void whatWasLearnedCanBeForgotten() {
        tell(lesson("r1", true)).tell(new DefinitionCommand.ResetValues("c", "tries", "ops", NOW)).tell(lesson("r2", true));

        assertThat(((ValuesEvent) events.get(1)).values()).isNull();
        assertThat(((ValuesEvent) events.get(2)).values()).isEqualTo(((ValuesEvent) events.get(0)).values());
    }
}
