package io.sluice.selection.selector;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A value for each knob of a selector, given or usual.
 *
 * @param values Double or String, by name
 */
public record Settings(SortedMap<String, Object> values) {

    public Settings {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** @throws SelectorException naming every setting that doesn't fit, the first as its field */
    public static Settings of(List<Knob> knobs, Map<String, ?> given) throws SelectorException {
        List<String> wrong = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        SortedMap<String, Object> values = new TreeMap<>();
        knobs.forEach(knob -> values.put(knob.name(), knob.usual()));
        new TreeMap<String, Object>(given).forEach((name, value) -> {
            Knob knob = knobs.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
            if (knob == null) {
                fields.add("settings." + name);
                wrong.add("settings." + name + ": there is no such setting" + (knobs.isEmpty() ? "" : ", only " + names(knobs)));
                return;
            }
            try {
                values.put(name, knob.read(value));
            } catch (IllegalArgumentException e) {
                fields.add("settings." + name);
                wrong.add("settings." + name + " " + e.getMessage());
            }
        });
        if (!wrong.isEmpty()) {
            throw new SelectorException(SelectorException.Code.BAD_SETTING, fields.getFirst(), String.join("; ", wrong));
        }
        return new Settings(values);
    }

    private static String names(List<Knob> knobs) {
        return String.join(", ", knobs.stream().map(Knob::name).toList());
    }

    /** As a request has them: numbers as text, whole ones without a fraction. */
    public SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>();
        values.forEach((name, value) -> texts.put(name, value instanceof Double number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString() : (String) value));
        return texts;
    }

    public double number(Knob.Quantity knob) {
        return (Double) value(knob);
    }

    public int count(Knob.Quantity knob) {
        return (int) Math.round(number(knob));
    }

    public String text(Knob knob) {
        return (String) value(knob);
    }

    public boolean is(Knob.Choice knob, String option) {
        return text(knob).equals(option);
    }

    private Object value(Knob knob) {
        Object value = values.get(knob.name());
        if (value == null) {
            throw new IllegalArgumentException("no setting " + knob.name());
        }
        return value;
    }
}
