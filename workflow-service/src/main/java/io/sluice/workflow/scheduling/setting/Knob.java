package io.sluice.workflow.scheduling.setting;

import io.sluice.workflow.definition.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A number that a workflow's document may set.
 *
 * @param usual taken where the document says nothing
 */
public record Knob(String name, double usual, double min, double max, String meaning) {

    public double of(Map<String, Double> settings) {
        return Objects.requireNonNullElse(settings.get(name), usual);
    }

    public boolean on(Map<String, Double> settings) {
        return of(settings) >= 0.5;
    }

    public int count(Map<String, Double> settings) {
        return (int) Math.round(of(settings));
    }

    /**
     * What is wrong with settings of a kind that has these knobs.
     *
     * @param place JSON pointer of the settings
     */
    public static List<Problem> problems(List<Knob> knobs, Map<String, Double> settings, String place) {
        List<Problem> problems = new ArrayList<>();
        settings.forEach((name, value) -> {
            Knob knob = knobs.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
            if (knob == null) {
                String names = String.join(", ", knobs.stream().map(Knob::name).toList());
                problems.add(new Problem(place + "/" + name, "there is no such setting" + (knobs.isEmpty() ? "" : ", only " + names), null));
            } else if (!(value >= knob.min() && value <= knob.max())) {
                problems.add(new Problem(place + "/" + name, value + " is not within " + knob.min() + " and " + knob.max(), null));
            }
        });
        return problems;
    }
}
