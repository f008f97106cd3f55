package io.sluice.workflow.tool.mcp;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.schema.SchemaException;
import io.sluice.workflow.schema.CheckedSchema;
import io.sluice.workflow.tool.Tool;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.tool.ToolResult.Refused;
import io.sluice.workflow.tool.ToolResult.Refused.Happened;
import io.sluice.workflow.tool.ToolSettingsException;
import io.sluice.workflow.tool.http.GuardedHttp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One tool of an MCP server. Its parameters are part of the workflow's document, so that a server which changes its mind
 * changes no workflow; at each call the server's own schemas are asked too, of the arguments before and of the result after,
 * and a server that does not keep to them is refused ({@code tool_lied}). Servers that would have to be started as programs
 * are not taken.
 */
public final class McpTool implements Tool {

    private static final JsonMapper JSON = StrictJson.mapper();
    private static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(JSON);
    private static final int SHOWN_OF_ERRORS = 500;

    private final GuardedHttp http;
    private final McpSettings settings;

    private McpTool(GuardedHttp http, McpSettings settings) {
        this.http = http;
        this.settings = settings;
    }

    /** @throws ToolSettingsException naming the field */
    public static Tool of(ObjectNode settings, GuardedHttp http) throws ToolSettingsException {
        return new McpTool(http, McpSettings.of(settings));
    }

    @Override
    public String description() {
        return "The tool " + settings.tool() + ".";
    }

    @Override
    public ObjectNode parameters() {
        return settings.parameters();
    }

    @Override
    public Repeat repeat() {
        return settings.repeat();
    }

    @Override
    public ToolResult call(ObjectNode arguments, Call call) throws InterruptedException {
        GuardedTransport transport = new GuardedTransport(http, settings.url(), call.idempotencyKey(), MAPPER, call.seconds());
        Duration time = Duration.ofNanos((long) (call.seconds() * 1e9));
        Conversation conversation = new Conversation(McpClient.sync(transport).requestTimeout(time).initializationTimeout(time)
                .clientInfo(McpSchema.Implementation.builder("sluice-workflow", "1").build()).build());
        try {
            ToolResult result = conversation.call(arguments);
            transport.goodbye();
            return result;
        } catch (StoppedException stopped) {
            return conversation.known(stopped.why());
        } catch (RuntimeException fault) {
            return conversation.known(refusal(fault));
        }
    }

    /** What the client threw, seen through its wrappings. */
    private static Refused refusal(RuntimeException fault) throws InterruptedException {
        for (Throwable each = fault; each != null; each = each.getCause()) {
            if (each instanceof StoppedException stopped) {
                return stopped.why();
            }
            if (each instanceof InterruptedException) {
                throw new InterruptedException("cancelled");
            }
            if (each instanceof TimeoutException) {
                return new Refused("tool_timeout", "the server did not answer in time", true, Happened.MAYBE);
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("cancelled");
        }
        return new Refused("mcp_failed", "the server refused: " + shown(String.valueOf(fault.getMessage())), false, Happened.MAYBE);
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(SHOWN_OF_ERRORS, text.length()));
    }

    private static Refused lied(String message, Happened happened) {
        return new Refused("tool_lied", message, false, happened);
    }

    /** The exchange of one call. */
    private final class Conversation {

        private final McpSyncClient client;
        private boolean called;

        private Conversation(McpSyncClient client) {
            this.client = client;
        }

        /** Before the call itself, nothing has happened. */
        private Refused known(Refused why) {
            return called ? why : new Refused(why.code(), why.message(), why.retryable(), Happened.NO);
        }

        private ToolResult call(ObjectNode arguments) {
            client.initialize();
            McpSchema.Tool declared = declared();
            if (declared == null) {
                return new Refused("unknown_tool", "the server has no tool '" + settings.tool() + "'");
            }
            try {
                Optional<String> fault = schema(declared.inputSchema()).fault(arguments);
                if (fault.isPresent()) {
                    return lied("the server now wants other arguments: " + fault.get(), Happened.NO);
                }
                CheckedSchema output = declared.outputSchema() == null ? null : schema(declared.outputSchema());
                called = true;
                return read(client.callTool(McpSchema.CallToolRequest.builder(settings.tool())
                        .arguments(JSON.convertValue(arguments, new TypeReference<Map<String, Object>>() {
                        })).build()), output);
            } catch (SchemaException unusable) {
                return lied("the server's schema cannot be used: " + unusable.getMessage(), Happened.NO);
            }
        }

        private McpSchema.@Nullable Tool declared() {
            String cursor = null;
            for (int page = 0; page < McpSettings.PAGES_MAX; page++) {
                McpSchema.ListToolsResult some = client.listTools(cursor);
                for (McpSchema.Tool tool : some.tools()) {
                    if (settings.tool().equals(tool.name())) {
                        return tool;
                    }
                }
                cursor = some.nextCursor();
                if (cursor == null) {
                    return null;
                }
            }
            return null;
        }

        /** Servers name older dialects too; what they use of them means the same. */
        private CheckedSchema schema(Map<String, Object> declared) throws SchemaException {
            ObjectNode schema = JSON.valueToTree(declared);
            schema.remove("$schema");
            return CheckedSchema.read(schema);
        }

        private ToolResult read(McpSchema.CallToolResult result, @Nullable CheckedSchema output) {
            StringBuilder text = new StringBuilder();
            for (McpSchema.Content content : result.content() == null ? List.<McpSchema.Content>of() : result.content()) {
                if (content instanceof McpSchema.TextContent some) {
                    text.append(text.isEmpty() ? "" : "\n").append(some.text());
                }
            }
            if (Boolean.TRUE.equals(result.isError())) {
                return new Refused("tool_error", shown(text.toString()), false, Happened.MAYBE);
            }
            if (output == null && settings.result() == null) {
                return text.isEmpty() ? new Refused("not_text", "the result has no text", false, Happened.YES) : new ToolResult.Given(text.toString());
            }
            if (result.structuredContent() == null) {
                return lied("the result is not in the declared form: it has no structured content", Happened.YES);
            }
            var structured = JSON.valueToTree(result.structuredContent());
            Optional<String> fault = output == null ? Optional.empty() : output.fault(structured);
            if (fault.isEmpty() && settings.result() != null) {
                fault = settings.result().fault(structured);
            }
            return fault.<ToolResult>map(wrong -> lied("the result is not in the declared form: " + wrong, Happened.YES))
                    .orElseGet(() -> new ToolResult.Given(structured.toString()));
        }
    }
}
