package io.sluice.workflow.scheduling.policy;

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

    boolean on(Map<String, Double> settings) {
        return of(settings) >= 0.5;
    }

    int count(Map<String, Double> settings) {
        return (int) Math.round(of(settings));
    }

    public boolean allows(double value) {
        return value >= min && value <= max;
    }
}
