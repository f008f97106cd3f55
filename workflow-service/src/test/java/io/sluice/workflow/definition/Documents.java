package io.sluice.workflow.definition;

import io.sluice.workflow.definition.WorkflowReader.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Documents to read in tests. */
final class Documents {

    static final WorkflowReader READER = new WorkflowReader(WorkflowSchema.load(), List.of());

    private static final JsonMapper JSON = JsonMapper.shared();

    private Documents() {
    }

    /** Two agents and a tool. */
    static final String PAIR = """
            {"name": "pair", "start": "solver",
             "agents": {
               "solver": {"model": "m", "prompt": "{{input}}", "tools": ["sum"], "next": ["checker"]},
               "checker": {"tool": "sum", "arguments": {"expression": "{{output.solver}}"}, "next": ["solver"]}},
             "tools": {"sum": {"kind": "calculator"}}}""";

    static String pair(Consumer<ObjectNode> change) {
        ObjectNode tree = (ObjectNode) JSON.readTree(PAIR);
        change.accept(tree);
        return tree.toString();
    }

    /** A field of the pair, by pointer to its parent, set to what the JSON says. */
    static String pair(String parent, String field, String json) {
        return pair(tree -> ((ObjectNode) tree.at(parent)).set(field, JSON.readTree(json)));
    }

    static Workflow taken(String text) {
        return switch (READER.read(text)) {
            case Reading.Taken taken -> taken.workflow();
            case Reading.Refused refused -> throw new AssertionError(refused.problems().toString());
        };
    }

    static List<Problem> refused(String text) {
        return switch (READER.read(text)) {
            case Reading.Taken taken -> throw new AssertionError("was taken: " + taken.workflow());
            case Reading.Refused refused -> refused.problems();
        };
    }

    static String example(String name) {
        try (InputStream resource = Objects.requireNonNull(Documents.class.getResourceAsStream("/examples/" + name))) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
