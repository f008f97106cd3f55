package io.sluice.selection.selector.instruction;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * ln(loss) as a linear function of indicators; lower is better. The weights belong to the indicators, the models and the data
 * that they were fitted with, and mean nothing elsewhere: that is why none are published here.
 *
 * @param runs     how many it was fitted with
 * @param rSquared the share of their variance that it explains
 */
public record Rule(double intercept, List<Term> terms, int runs, double rSquared) {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /**
     * @param indicator by its label
     * @param weight    in ln(nats) over the indicator's unit
     * @param pValue    of the weight being 0, as it was fitted
     * @param low       smaller values count as this; null: none do
     * @param high      larger values count as this; null: none do
     */
    public record Term(String indicator, double weight, @Nullable Double pValue, @Nullable Double low, @Nullable Double high) {

        double of(double value) {
            double bounded = low == null ? value : Math.max(low, value);
            return weight * (high == null ? bounded : Math.min(high, bounded));
        }
    }

    public Rule {
        terms = List.copyOf(terms);
    }

    List<Indicator> indicators() {
        return terms.stream().map(term -> Indicator.named(term.indicator())).toList();
    }

    /** @param values in the order of the terms */
    double predict(double[] values) {
        double sum = intercept;
        for (int j = 0; j < values.length; j++) {
            sum += terms.get(j).of(values[j]);
        }
        return sum;
    }

    public String toJson() {
        return JSON.writeValueAsString(this);
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    public static Rule read(String json) {
        try {
            Rule rule = JSON.readValue(json, Rule.class);
            if (rule.terms.isEmpty()) {
                throw new IllegalArgumentException("has no terms");
            }
            rule.indicators();
            boolean finite = Double.isFinite(rule.intercept) && rule.terms.stream().allMatch(term -> Double.isFinite(term.weight));
            if (!finite) {
                throw new IllegalArgumentException("has weights that are not finite");
            }
            return rule;
        } catch (JacksonException | NullPointerException e) {
            throw new IllegalArgumentException("is no rule: {\"intercept\", \"terms\": [{\"indicator\", \"weight\"}], \"runs\", \"rSquared\"}", e);
        }
    }
}
