package io.sluice.workflow.execution;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Episode;
import org.jspecify.annotations.Nullable;

/** What schedulers know, read and written as text, so that whoever keeps it need not know what it is. */
public interface Policies {

    /** @param values as {@link #learn} wrote them; absent: nothing is known */
    Policy of(Workflow workflow, int version, @Nullable String values);

    /** What is known after one more run; the values themselves where the workflow's scheduler learns nothing. */
    @Nullable String learn(Workflow workflow, @Nullable String values, Episode episode);
}
