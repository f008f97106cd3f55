package io.sluice.workflow.execution;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowReader;
import io.sluice.workflow.definition.WorkflowReader.Reading;
import io.sluice.workflow.definition.WorkflowSchema;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Workflows of tests. */
public final class Samples {

    public static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    public static final Policies POLICIES = new LearnedPolicies();

    private static final WorkflowReader READER = new WorkflowReader(WorkflowSchema.load(), List.of());

    /** Drafts, books, sends: the second and the third can be undone, the third waits for a person. */
    public static final String TRIP = """
            {"name": "trip", "start": "draft",
             "agents": {
               "draft": {"model": "m", "prompt": "{{input}}", "next": ["book"], "sampling": {"temperature": 0, "max_tokens": 10}},
               "book": {"tool": "call", "arguments": {}, "next": ["send"], "output": {"role": "note"}, "compensated_by": "unbook",
                        "effort": {"seconds": 10, "attempts": 3}},
               "send": {"tool": "call", "arguments": {}, "output": {"role": "note"}, "compensated_by": "unsend", "next": ["draft"]},
               "unbook": {"tool": "call", "arguments": {}, "output": {"role": "note"}},
               "unsend": {"tool": "call", "arguments": {}, "output": {"role": "note"}}},
             "tools": {"call": {"kind": "calculator"}},
             "limits": {"steps": 6, "tokens": 1000, "cost": 10, "seconds": 120},
             "prices": {"prompt_token": 0.001, "completion_token": 0.01, "cpu_second": 0.5, "second": 0.25},
             "scheduler": {"kind": "fixed", "flow": ["draft", "book", "send"]},
             "approvals": [{"before": "send", "seconds": 3600, "proceeds_on_timeout": false}]}
            """;

    /** Tries until the expected answer comes, six times at most. */
    public static final String TRIES = """
            {"name": "tries", "start": "solve",
             "agents": {
               "solve": {"model": "m", "prompt": "{{input}}", "sampling": {"temperature": 0, "max_tokens": 10}},
               "check": {"model": "m", "prompt": "{{answer}}", "output": {"role": "note"}, "sampling": {"temperature": 0, "max_tokens": 10}}},
             "verifier": {"variable": "expected"},
             "limits": {"steps": 6, "tokens": 1000, "cost": 10, "seconds": 120},
             "prices": {"prompt_token": 0.001, "completion_token": 0.01, "cpu_second": 0.5, "second": 0.25},
             "scheduler": {"kind": "fixed", "flow": ["solve", "check", "solve", "check", "solve", "check"]},
             "stop": [{"kind": "verified"}]}
            """;

    private Samples() {
    }

    public static Workflow workflow(String document) {
        return switch (READER.read(document)) {
            case Reading.Taken taken -> taken.workflow();
            case Reading.Refused refused -> throw new AssertionError(refused.problems().toString());
        };
    }
}
