package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a strategy can be set to: its numbers with their bounds, and the names of its texts. */
final class Settings {

    private record Bounds(double standard, double least, double most, boolean whole) {
    }

    private final Map<String, Bounds> numbers = new LinkedHashMap<>();
    private final Set<String> texts;

    private Settings(Set<String> texts) {
        this.texts = texts;
    }

    static Settings withTexts(String... names) {
        return new Settings(Set.of(names));
    }

    Settings whole(String name, int standard, int least, int most) {
        numbers.put(name, new Bounds(standard, least, most, true));
        return this;
    }

    Settings number(String name, double standard, double least, double most) {
        numbers.put(name, new Bounds(standard, least, most, false));
        return this;
    }

    Optional<Strategy.Fault> fault(StrategySpec spec) {
        for (Map.Entry<String, Double> each : spec.settings().entrySet()) {
            Bounds bounds = numbers.get(each.getKey());
            double value = each.getValue();
            String place = "/settings/" + each.getKey();
            if (bounds == null) {
                return Optional.of(new Strategy.Fault(place, "'" + spec.kind() + "' has no setting of this name"));
            }
            if (!(value >= bounds.least && value <= bounds.most) || bounds.whole && value != Math.rint(value)) {
                return Optional.of(new Strategy.Fault(place, "must be a " + (bounds.whole ? "whole " : "") + "number from "
                        + bounds.least + " to " + bounds.most));
            }
        }
        return spec.texts().keySet().stream().filter(name -> !texts.contains(name)).findFirst()
                .map(name -> new Strategy.Fault("/texts/" + name, "'" + spec.kind() + "' has no text of this name"));
    }

    double number(StrategySpec spec, String name) {
        return spec.settings().getOrDefault(name, numbers.get(name).standard);
    }

    int whole(StrategySpec spec, String name) {
        return (int) number(spec, name);
    }
}
