package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.decoding.constraint.Tokens;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs the groups of a checked-out JSON-Schema-Test-Suite (or of files in its form) and tells what became of them.
 *
 * <p>An invalid value that can be written is an error, and so is a schema that is compiled though it has no value. A valid
 * value counts as read when its compact text can be written, its members put into the schema's order.
 */
final class SuiteRun {

    /** Counts by file, and what went wrong. */
    record Outcome(Map<String, int[]> files, List<String> wrong, List<String> notWritten, Map<String, Integer> refusals) {}

    private final Vocabulary vocabulary = Tokens.random(new SplittableRandom(1), 100);
    private final Map<String, int[]> files = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> notWritten = new ArrayList<>();
    private final Map<String, Integer> refusals = new TreeMap<>();

    /** {@code java ... SuiteRun SUITE/tests/draft2020-12}; exit status 1 when an invalid value could be written. */
    public static void main(String[] arguments) throws IOException {
        SuiteRun run = new SuiteRun();
        try (var paths = Files.walk(Path.of(arguments[0]))) {
            for (Path path : paths.filter(each -> each.toString().endsWith(".json")).sorted().toList()) {
                run.file(path.getFileName().toString(), Files.readString(path));
            }
        }
        Outcome outcome = run.outcome();
        System.out.println("file: schemas compiled, refused, valid written, valid not written, invalid stopped, invalid written");
        outcome.files().forEach((name, counts) -> System.out.println(name + " " + java.util.Arrays.toString(counts)));
        System.out.println("refused because: " + outcome.refusals());
        System.out.println("valid but not written:");
        outcome.notWritten().forEach(System.out::println);
        System.out.println("wrong:");
        outcome.wrong().forEach(System.out::println);
        System.exit(outcome.wrong().isEmpty() ? 0 : 1);
    }

    Outcome outcome() {
        return new Outcome(files, wrong, notWritten, refusals);
    }

    void file(String name, String text) {
        int[] counts = files.computeIfAbsent(name, key -> new int[6]);
        for (JsonNode group : Judge.JSON.readTree(text)) {
            String title = name + ": " + group.get("description").stringValue();
            CompiledConstraint compiled = ConstraintCompiler.jsonSchema(group.get("schema").toString());
            if (compiled instanceof CompiledConstraint.Refused refused) {
                counts[1]++;
                refusals.merge(refused.reason().replaceAll("#\\S*", "#"), 1, Integer::sum);
            } else if (compiled instanceof CompiledConstraint.Ready ready) {
                counts[0]++;
                for (JsonNode test : group.get("tests")) {
                    test(title + " / " + test.get("description").stringValue(), ready, group, test, counts);
                }
            }
        }
    }

    private void test(String title, CompiledConstraint.Ready ready, JsonNode group, JsonNode test, int[] counts) {
        String text = ordered(test.get("data"), group.get("schema")).toString();
        var opening = ready.open(vocabulary, 100_000);
        if (!(opening instanceof CompiledConstraint.Opening.Opened opened) || text.contains("\\u")) {
            return;
        }
        TokenConstraint constraint = opened.constraint();
        boolean written = Tokens.reads(constraint, vocabulary, text, new SplittableRandom(2));
        boolean valid = test.get("valid").booleanValue();
        counts[valid ? written ? 2 : 3 : written ? 5 : 4]++;
        if (written && !valid) {
            wrong.add(title + ": " + text);
        }
        if (!written && valid) {
            notWritten.add(title + ": " + text);
        }
    }

    /** Named members first, as far as the schema's own level tells. */
    private static JsonNode ordered(JsonNode value, JsonNode schema) {
        if (!value.isObject() || !schema.isObject()) {
            return value;
        }
        ObjectNode sorted = Judge.JSON.createObjectNode();
        List<String> names = new ArrayList<>(schema.path("properties").propertyNames());
        schema.path("required").forEach(name -> names.add(name.asString("")));
        names.addAll(value.propertyNames());
        for (String name : names) {
            if (value.has(name) && !sorted.has(name)) {
                sorted.set(name, ordered(value.get(name), schema.path("properties").path(name)));
            }
        }
        return sorted;
    }
}
