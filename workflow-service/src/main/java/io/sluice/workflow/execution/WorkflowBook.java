package io.sluice.workflow.execution;

import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import java.util.List;
import java.util.Optional;

/** Workflows and what was learned of them, as this replica knows them. Thread-safe. */
public interface WorkflowBook {

    /** The newest version of each, by name. */
    List<WorkflowDefined> list();

    Optional<WorkflowDefined> newest(String workflow);

    /** The version that runs use which name none. */
    Optional<WorkflowDefined> inForce(String workflow);

    /** Of each version the last promotion and the last refusal, in the order in which they were decided. */
    List<PromotionEvent> promotions(String workflow);

    Optional<WorkflowDefined> find(String workflow, int version);

    /** What is known now; empty: nothing was learned yet. */
    Optional<ValuesEvent> values(String workflow);

    /** The versions that are kept, oldest first. */
    List<ValuesEvent> valuesVersions(String workflow);
}
