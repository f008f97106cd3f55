package io.sluice.workflow.definition;

import java.util.List;

/** Something that must be true of a workflow and that a schema can't say. Pure; safe for use by many threads. */
public interface WorkflowCheck {

    /** Empty: nothing is wrong. */
    List<Problem> problems(Workflow workflow);
}
