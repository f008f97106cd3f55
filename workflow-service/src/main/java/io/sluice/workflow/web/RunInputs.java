package io.sluice.workflow.web;

import io.sluice.contracts.workflow.RunStart;
import io.sluice.platform.error.SluiceException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a run is started with, checked: bounded, and under no name that the run itself gives. */
final class RunInputs {

    private static final int INPUTS_MAX = 32;
    private static final int CHARS_MAX = 128 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");
    private static final Set<String> OWN = Set.of("answer", "verdict", "offered", "output", "undone", "approval");

    private RunInputs() {
    }

    static Map<String, String> of(RunStart wanted) {
        Map<String, String> inputs = new TreeMap<>();
        if (wanted.inputs() != null) {
            wanted.inputs().forEach((name, value) -> inputs.put(name(name), value(name, value)));
        }
        if (wanted.input() != null) {
            if (inputs.containsKey("input")) {
                throw invalid("input", "is said twice: leave it out of 'inputs'");
            }
            inputs.put("input", wanted.input());
        }
        if (!inputs.containsKey("input")) {
            throw SluiceException.invalid("input", "missing_field", "'input' is missing: the task");
        }
        if (inputs.size() > INPUTS_MAX) {
            throw invalid("inputs", "may hold at most " + INPUTS_MAX);
        }
        if (inputs.values().stream().mapToInt(String::length).sum() > CHARS_MAX) {
            throw invalid("inputs", "may have at most " + CHARS_MAX + " characters together");
        }
        return inputs;
    }

    private static String name(String name) {
        if (!NAME.matcher(name).matches() || OWN.contains(name)) {
            throw invalid("inputs", "may not have the name '" + name.substring(0, Math.min(64, name.length())) + "'");
        }
        return name;
    }

    private static String value(String name, @Nullable String value) {
        if (value == null) {
            throw invalid("inputs." + name, "must be a string");
        }
        return value;
    }

    private static SluiceException invalid(String field, String rule) {
        return SluiceException.invalid(field, "invalid_value", "'" + field + "' " + rule);
    }
}
