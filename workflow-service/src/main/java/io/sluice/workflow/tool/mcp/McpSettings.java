package io.sluice.workflow.tool.mcp;

import io.sluice.workflow.schema.CheckedSchema;
import io.sluice.workflow.schema.SchemaException;
import io.sluice.workflow.tool.Tool.Repeat;
import io.sluice.workflow.tool.ToolSettingsException;
import io.sluice.workflow.tool.http.Route;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a document says of an MCP server's tool.
 *
 * @param url        of the server's endpoint
 * @param tool       as the server names it
 * @param parameters JSON Schema of an object
 * @param result     of structured results, beside what the server declares; absent: nothing more
 */
record McpSettings(URI url, String tool, ObjectNode parameters, @Nullable CheckedSchema result, Repeat repeat) {

    static final int PAGES_MAX = 20;
    private static final Set<String> PROGRAMS = Set.of("command", "args", "env", "stdio");
    private static final Set<String> KNOWN = Set.of("url", "tool", "parameters", "result", "repeat");

    static McpSettings of(ObjectNode settings) throws ToolSettingsException {
        for (String name : settings.propertyNames()) {
            if (PROGRAMS.contains(name)) {
                throw new ToolSettingsException("/" + name, "MCP servers are reached over HTTP; programs are not started");
            }
            if (!KNOWN.contains(name)) {
                throw new ToolSettingsException("/" + name, "there is no such setting");
            }
        }
        URI url = Route.plain(settings.path("url").asString(""));
        if (url == null) {
            throw new ToolSettingsException("/url", "must be a plain http or https address");
        }
        String tool = settings.path("tool").asString("");
        if (tool.isBlank() || tool.length() > 200) {
            throw new ToolSettingsException("/tool", "must name a tool of the server");
        }
        if (!(settings.path("parameters") instanceof ObjectNode parameters) || !parameters.path("type").asString("").equals("object")) {
            throw new ToolSettingsException("/parameters", "must be a JSON Schema of an object: the server's own, as it was when the workflow was written");
        }
        schema(settings, "parameters");
        return new McpSettings(url, tool, parameters, settings.has("result") ? schema(settings, "result") : null, repeat(settings));
    }

    private static CheckedSchema schema(ObjectNode settings, String name) throws ToolSettingsException {
        try {
            return CheckedSchema.read(settings.get(name));
        } catch (SchemaException wrong) {
            throw new ToolSettingsException("/" + name, String.valueOf(wrong.getMessage()));
        }
    }

    private static Repeat repeat(ObjectNode settings) throws ToolSettingsException {
        String text = settings.path("repeat").asString("harmful");
        for (Repeat each : Repeat.values()) {
            if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                return each;
            }
        }
        throw new ToolSettingsException("/repeat", "must be harmless, with-key or harmful");
    }
}
