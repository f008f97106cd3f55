package io.sluice.workflow.tool.table;

import io.sluice.workflow.expression.ExpressionException;
import io.sluice.workflow.expression.Formula;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * {@code where}, then {@code group_by} with {@code aggregate}, then {@code order_by}, then {@code limit}, then
 * {@code select}: what SQL does in that order. Numbers stay exact; an average has 34 digits.
 */
final class TableQuery {

    static final int LIMIT_MAX = 1000;

    /** A question that the table cannot answer; the message is for whoever asked. */
    static final class WrongException extends Exception {

        private static final long serialVersionUID = 1;

        WrongException(String message) {
            super(message, null, false, false);
        }
    }

    private final Table table;
    private final JsonNode question;

    TableQuery(Table table, JsonNode question) {
        this.table = table;
        this.question = question;
    }

    List<Map<String, Object>> rows() throws WrongException, InterruptedException {
        List<Map<String, Object>> rows = where();
        List<String> columns = table.columns();
        if (question.has("aggregate") || question.has("group_by")) {
            List<String> keys = names("group_by", table.columns());
            List<Aggregate> aggregates = aggregates();
            rows = Aggregate.groups(rows, keys, aggregates);
            List<String> made = new ArrayList<>(keys);
            aggregates.forEach(each -> made.add(each.as()));
            columns = made;
        }
        rows = ordered(rows, columns);
        int limit = question.path("limit").asInt(100);
        List<String> selected = question.has("select") ? names("select", columns) : columns;
        return rows.stream().limit(limit).map(row -> {
            Map<String, Object> some = new LinkedHashMap<>();
            selected.forEach(name -> some.put(name, row.get(name)));
            return some;
        }).toList();
    }

    private List<Map<String, Object>> where() throws WrongException, InterruptedException {
        if (!question.has("where")) {
            return table.rows();
        }
        try {
            Formula condition = Formula.read(question.get("where").asString());
            List<Map<String, Object>> kept = new ArrayList<>();
            for (Map<String, Object> row : table.rows()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("cancelled");
                }
                if (condition.holds(row)) {
                    kept.add(row);
                }
            }
            return kept;
        } catch (ExpressionException wrong) {
            throw new WrongException("where: " + wrong.getMessage());
        }
    }

    private List<Aggregate> aggregates() throws WrongException {
        List<Aggregate> aggregates = new ArrayList<>();
        for (JsonNode each : question.path("aggregate")) {
            String function = each.get("function").asString();
            String column = each.path("column").asString("");
            if (!column.isEmpty() || !function.equals("count")) {
                known(column, table.columns(), "aggregate");
            }
            aggregates.add(new Aggregate(function, column, each.path("as").asString(column.isEmpty() ? function : function + "_" + column)));
        }
        return aggregates;
    }

    private List<Map<String, Object>> ordered(List<Map<String, Object>> rows, List<String> columns) throws WrongException {
        Comparator<Map<String, Object>> order = null;
        for (JsonNode each : question.path("order_by")) {
            String column = each.get("column").asString();
            known(column, columns, "order_by");
            Comparator<Map<String, Object>> next = Comparator.comparing(row -> row.get(column), TableQuery::compare);
            next = each.path("descending").asBoolean(false) ? next.reversed() : next;
            order = order == null ? next : order.thenComparing(next);
        }
        return order == null ? rows : rows.stream().sorted(order).toList();
    }

    /** Numbers before text, text by its characters. */
    static int compare(Object a, Object b) {
        if (a instanceof BigDecimal first && b instanceof BigDecimal second) {
            return first.compareTo(second);
        }
        if (a instanceof BigDecimal || b instanceof BigDecimal) {
            return a instanceof BigDecimal ? -1 : 1;
        }
        return a.toString().compareTo(b.toString());
    }

    private List<String> names(String field, List<String> columns) throws WrongException {
        List<String> names = new ArrayList<>();
        for (JsonNode each : question.path(field)) {
            known(each.asString(), columns, field);
            names.add(each.asString());
        }
        return names;
    }

    private static void known(String column, List<String> columns, String field) throws WrongException {
        if (!columns.contains(column)) {
            throw new WrongException(field + ": there is no column '" + column + "', only " + String.join(", ", columns));
        }
    }
}
