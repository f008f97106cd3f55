package io.sluice.workflow.tool.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Rows of named cells.
 *
 * @param columns in order
 * @param rows    each with a value for every column: {@link BigDecimal}, {@link Boolean} or text; a cell without one is empty text
 */
record Table(List<String> columns, List<Map<String, Object>> rows) {

    static final int ROWS_MAX = 10_000;
    static final int COLUMNS_MAX = 100;
}
