package io.sluice.workflow.tool;

import io.sluice.workflow.tool.http.GuardedHttp;
import io.sluice.workflow.tool.http.HttpTool;
import io.sluice.workflow.tool.mcp.McpTool;
import io.sluice.workflow.tool.retrieval.RetrievalTool;
import io.sluice.workflow.tool.table.TableTool;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The kinds of tools there are, by the names that documents use. */
public final class ToolKinds {

    private ToolKinds() {
    }

    /** Those that never leave the process. */
    public static Map<String, ToolKind> local() {
        Map<String, ToolKind> kinds = new LinkedHashMap<>();
        kinds.put("calculator", settings -> plain(settings, new CalculatorTool()));
        kinds.put("expression", settings -> plain(settings, new ExpressionTool()));
        kinds.put("table", TableTool::of);
        kinds.put("retrieval", RetrievalTool::of);
        return kinds;
    }

    public static Map<String, ToolKind> all(GuardedHttp http) {
        Map<String, ToolKind> kinds = local();
        kinds.put("http", settings -> HttpTool.of(settings, http));
        kinds.put("mcp", settings -> McpTool.of(settings, http));
        return kinds;
    }

    private static Tool plain(ObjectNode settings, Tool tool) throws ToolSettingsException {
        if (!settings.isEmpty()) {
            throw new ToolSettingsException("/" + settings.propertyNames().iterator().next(), "this kind of tool has no settings");
        }
        return tool;
    }
}
