package io.sluice.workflow.tool;

import java.util.LinkedHashMap;
import java.util.Map;

/** The kinds of tools there are, by the names that documents use. */
public final class ToolKinds {

    private ToolKinds() {
    }

    public static Map<String, ToolKind> all() {
        Map<String, ToolKind> kinds = new LinkedHashMap<>();
        kinds.put("calculator", settings -> plain(settings, new CalculatorTool()));
        kinds.put("expression", settings -> plain(settings, new ExpressionTool()));
        return kinds;
    }

    private static Tool plain(tools.jackson.databind.node.ObjectNode settings, Tool tool) throws ToolSettingsException {
        if (!settings.isEmpty()) {
            throw new ToolSettingsException("/" + settings.propertyNames().iterator().next(), "this kind of tool has no settings");
        }
        return tool;
    }
}
