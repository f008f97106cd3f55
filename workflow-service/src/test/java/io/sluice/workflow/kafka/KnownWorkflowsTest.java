package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.execution.LearnedPolicies;
import io.sluice.workflow.execution.Policy;
import io.sluice.workflow.execution.Samples;
import io.sluice.workflow.execution.WorkflowBook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownWorkflowsTest {

    private static final String CHAIN = """
            {"name": "chain", "start": "a", "agents": {"a": {"model": "m", "prompt": "{{input}}"}, "b": {"model": "m", "prompt": "{{input}}"}},
             "scheduler": {"kind": "q-learning"}, "verifier": {"variable": "expected"}}
            """;

    /** What is known of every workflow is another version whenever the test says so. */
    private static final class Book implements WorkflowBook {

        private int version;

        @Override
        public List<WorkflowDefined> list() {
            return List.of();
        }

        @Override
        public Optional<WorkflowDefined> newest(String workflow) {
            return Optional.empty();
        }

        @Override
        public Optional<WorkflowDefined> inForce(String workflow) {
            return Optional.empty();
        }

        @Override
        public List<PromotionEvent> promotions(String workflow) {
            return List.of();
        }

        @Override
        public Optional<WorkflowDefined> find(String workflow, int number) {
            return Optional.empty();
        }

        @Override
        public Optional<ValuesEvent> values(String workflow) {
            return version == 0 ? Optional.empty() : Optional.of(new ValuesEvent.Learned(workflow, version, "r" + version, null, Instant.EPOCH));
        }

        @Override
        public List<ValuesEvent> valuesVersions(String workflow) {
            return List.of();
        }
    }

    private final Book book = new Book();
    private final KnownWorkflows known = new KnownWorkflows(new LearnedPolicies(), book);
    private final Workflow chain = Samples.workflow(CHAIN);

    @Test
    void aPolicyIsMadeOnceForAVersionOfWhatIsKnown() {
        Policy first = known.policy("chain@1", chain);
        assertThat(known.policy("chain@1", chain)).isSameAs(first);

        book.version = 1;

        assertThat(known.policy("chain@1", chain)).isNotSameAs(first).extracting(Policy::version).isEqualTo(1);
    }

    @Test
    void onlyTheNewestPolicyOfAWorkflowIsHeld() {
        for (book.version = 0; book.version < 1000; book.version++) {
            known.policy("chain@1", chain);
        }
        assertThat(known.policiesHeld()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            known.policy("other@" + i, chain);
        }
        assertThat(known.policiesHeld()).isEqualTo(16);
    }
}
