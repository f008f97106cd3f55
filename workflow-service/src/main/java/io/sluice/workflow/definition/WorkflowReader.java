package io.sluice.workflow.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A workflow's document, JSON or YAML, read and checked: what is taken can be run. Bounded in size and depth; unknown
 * fields, keys that appear twice and whatever YAML has beyond JSON are refused. Safe for use by many threads.
 */
public final class WorkflowReader {

    private static final int PROBLEMS_MAX = 50;

    private final WorkflowSchema schema;
    private final List<WorkflowCheck> checks;

    /** What came of reading. */
    public sealed interface Reading {

        record Taken(Workflow workflow) implements Reading {
        }

        /** @param problems at least one, at most fifty, in the document's order where they are of one kind */
        record Refused(List<Problem> problems) implements Reading {
        }
    }

    /** @param more of whoever knows what settings of tools, strategies, schedulers and rules mean */
    public WorkflowReader(WorkflowSchema schema, List<WorkflowCheck> more) {
        this.schema = schema;
        this.checks = Stream.concat(
                Stream.of(new GraphCheck(), new FlowCheck(), new ReferenceCheck(), new TextCheck()), more.stream()).toList();
    }

    public Reading read(String text) {
        try {
            return read(Document.of(text));
        } catch (Document.Unreadable e) {
            return new Reading.Refused(List.of(e.problem()));
        }
    }

    private Reading read(Document document) {
        List<Problem> problems = schema.problems(document.tree());
        if (problems.isEmpty()) {
            ObjectNode complete = (ObjectNode) document.tree().deepCopy();
            schema.complete(complete);
            try {
                Workflow workflow = WorkflowFormat.of(complete);
                problems = problems(workflow);
                if (problems.isEmpty()) {
                    return new Reading.Taken(workflow);
                }
            } catch (JacksonException e) {
                problems = List.of(Problem.at("", "it can't be read: " + e.getOriginalMessage()));
            }
        }
        return new Reading.Refused(problems.stream().limit(PROBLEMS_MAX).map(document::locate).toList());
    }

    private List<Problem> problems(Workflow workflow) {
        List<Problem> problems = new ArrayList<>();
        for (WorkflowCheck check : checks) {
            problems.addAll(check.problems(workflow));
        }
        return problems;
    }
}
