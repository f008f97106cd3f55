package io.sluice.workflow.tool.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One number of a group of rows.
 *
 * @param function {@code count}, {@code sum}, {@code avg}, {@code min} or {@code max}
 * @param column   empty: of {@code count}, all rows
 * @param as       name of the column that it makes
 */
record Aggregate(String function, String column, String as) {

    /** Rows with the same values in {@code keys}, in the order of their first row; without keys, all rows are one group. */
    static List<Map<String, Object>> groups(List<Map<String, Object>> rows, List<String> keys, List<Aggregate> aggregates)
            throws TableQuery.WrongException {
        Map<List<Object>, List<Map<String, Object>>> groups = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            groups.put(List.of(), rows);
        } else {
            rows.forEach(row -> groups.computeIfAbsent(keys.stream().map(row::get).toList(), key -> new ArrayList<>()).add(row));
        }
        List<Map<String, Object>> made = new ArrayList<>();
        for (Map.Entry<List<Object>, List<Map<String, Object>>> group : groups.entrySet()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                row.put(keys.get(i), group.getKey().get(i));
            }
            for (Aggregate aggregate : aggregates) {
                row.put(aggregate.as, aggregate.of(group.getValue()));
            }
            made.add(row);
        }
        return made;
    }

    private Object of(List<Map<String, Object>> rows) throws TableQuery.WrongException {
        List<Object> values = column.isEmpty() ? List.of() : rows.stream().map(row -> row.get(column)).filter(value -> !value.equals("")).toList();
        return switch (function) {
            case "count" -> BigDecimal.valueOf(column.isEmpty() ? rows.size() : values.size());
            case "min" -> values.stream().min(TableQuery::compare).orElse("");
            case "max" -> values.stream().max(TableQuery::compare).orElse("");
            case "sum" -> sum(values);
            case "avg" -> values.isEmpty() ? "" : sum(values).divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128).stripTrailingZeros();
            default -> throw new TableQuery.WrongException("aggregate: there is no function '" + function + "'");
        };
    }

    private BigDecimal sum(List<Object> values) throws TableQuery.WrongException {
        BigDecimal sum = BigDecimal.ZERO;
        for (Object value : values) {
            if (!(value instanceof BigDecimal number)) {
                throw new TableQuery.WrongException("aggregate: column '" + column + "' holds more than numbers");
            }
            sum = sum.add(number);
        }
        return sum;
    }
}
