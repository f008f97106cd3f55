package io.sluice.workflow.tool.table;

import com.google.re2j.Pattern;
import io.sluice.workflow.tool.ToolSettingsException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads tables out of settings: {@code rows}, a list of objects, or {@code csv} (RFC 4180, with a line of names). */
final class TableReader {

    /** Leading zeros are kept as text: they are codes, not numbers. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");

    private TableReader() {
    }

    static Table read(JsonNode settings) throws ToolSettingsException {
        Table table = settings.has("csv") ? csv(settings.get("csv").asString("")) : json(settings.path("rows"));
        if (table.rows().size() > Table.ROWS_MAX) {
            throw new ToolSettingsException("", "a table has at most " + Table.ROWS_MAX + " rows");
        }
        if (table.columns().isEmpty() || table.columns().size() > Table.COLUMNS_MAX) {
            throw new ToolSettingsException("", "a table has 1 to " + Table.COLUMNS_MAX + " columns");
        }
        return table;
    }

    private static Table json(JsonNode rows) throws ToolSettingsException {
        if (!rows.isArray()) {
            throw new ToolSettingsException("/rows", "must be a list of objects; or give csv");
        }
        Set<String> columns = new LinkedHashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).isObject()) {
                throw new ToolSettingsException("/rows/" + i, "must be an object");
            }
            columns.addAll(rows.get(i).propertyNames());
        }
        List<Map<String, Object>> read = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (String column : columns) {
                row.put(column, cell(rows.get(i).path(column), "/rows/" + i + "/" + column));
            }
            read.add(row);
        }
        return new Table(List.copyOf(columns), read);
    }

    private static Object cell(JsonNode value, String place) throws ToolSettingsException {
        if (value.isContainer()) {
            throw new ToolSettingsException(place, "must be a number, text, true or false");
        }
        if (value.isNumber()) {
            boolean finite = !value.isDouble() || Double.isFinite(value.asDouble());
            BigDecimal number = finite ? value.decimalValue() : BigDecimal.ZERO;
            if (!finite || Math.abs((long) number.scale()) > 100) {
                throw new ToolSettingsException(place, "is too large or too small");
            }
            return number;
        }
        return value.isBoolean() ? (Object) value.asBoolean() : value.asString("");
    }

    private static Table csv(String text) throws ToolSettingsException {
        List<List<String>> lines = lines(text);
        if (lines.isEmpty()) {
            throw new ToolSettingsException("/csv", "must begin with a line of names");
        }
        List<String> names = lines.getFirst();
        if (new HashSet<>(names).size() < names.size()) {
            throw new ToolSettingsException("/csv", "two columns have the same name");
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).size() != names.size()) {
                throw new ToolSettingsException("/csv", "row " + i + " has " + lines.get(i).size() + " cells, not " + names.size());
            }
            Map<String, Object> row = new LinkedHashMap<>();
            for (int j = 0; j < names.size(); j++) {
                String cell = lines.get(i).get(j);
                row.put(names.get(j), NUMBER.matches(cell) ? new BigDecimal(cell) : cell);
            }
            rows.add(row);
        }
        return new Table(List.copyOf(names), rows);
    }

    private static List<List<String>> lines(String text) throws ToolSettingsException {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append(text.charAt(i++));
                } else {
                    quoted = false;
                }
            } else if (c == '"' && cell.isEmpty()) {
                quoted = true;
            } else if (c == ',') {
                line.add(take(cell));
            } else if (c == '\n') {
                line.add(take(cell));
                lines.add(line);
                line = new ArrayList<>();
            } else if (c != '\r') {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new ToolSettingsException("/csv", "a quote is not closed");
        }
        if (!cell.isEmpty() || !line.isEmpty()) {
            line.add(take(cell));
            lines.add(line);
        }
        return lines;
    }

    private static String take(StringBuilder cell) {
        String text = cell.toString();
        cell.setLength(0);
        return text;
    }
}
