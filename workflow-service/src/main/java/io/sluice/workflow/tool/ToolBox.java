package io.sluice.workflow.tool;

import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.ToolSpec;
import io.sluice.workflow.schema.CheckedSchema;
import io.sluice.workflow.schema.SchemaException;
import io.sluice.workflow.tool.ToolResult.Refused;
import io.sluice.workflow.tool.ToolResult.Refused.Happened;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes tools and calls them so that none can do harm to its caller: arguments are checked against the schema before, a
 * call has a time, a result has a size. Keeps the last {@value #KEPT_MAX} tools it made. Thread-safe.
 */
public final class ToolBox {

    private static final int KEPT_MAX = 256;
    private static final Logger LOG = LoggerFactory.getLogger(ToolBox.class);
    private static final JsonMapper JSON = StrictJson.configure(JsonMapper.builder())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    /** @param description for models */
    public record Ready(String name, String kind, String description, Tool tool, CheckedSchema schema) {
    }

    private final Map<String, ToolKind> kinds;
    private final ToolLimits limits;
    private final Map<ToolSpec, Tool> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ToolSpec, Tool> eldest) {
            return size() > KEPT_MAX;
        }
    };

    public ToolBox(Map<String, ToolKind> kinds, ToolLimits limits) {
        this.kinds = Map.copyOf(kinds);
        this.limits = limits;
    }

    /** Checks settings without doing anything; empty: they are taken. */
    public Optional<ToolSettingsException> fault(ToolSpec spec) {
        try {
            make(spec);
            return Optional.empty();
        } catch (ToolSettingsException wrong) {
            return Optional.of(wrong);
        }
    }

    /** @throws ToolSettingsException when the kind is unknown or does not take the settings */
    public Ready ready(String name, ToolSpec spec) throws ToolSettingsException {
        Tool tool;
        synchronized (kept) {
            tool = kept.get(spec);
            if (tool == null) {
                tool = make(spec);
                kept.put(spec, tool);
            }
        }
        try {
            String description = spec.description() == null ? tool.description() : spec.description();
            return new Ready(name, spec.kind(), description, tool, CheckedSchema.read(tool.parameters()));
        } catch (SchemaException wrong) {
            throw new ToolSettingsException("", "the tool's own schema cannot be used: " + wrong.getMessage());
        }
    }

    private Tool make(ToolSpec spec) throws ToolSettingsException {
        ToolKind kind = kinds.get(spec.kind());
        if (kind == null) {
            throw new ToolSettingsException("", "there is no kind of tool named '" + spec.kind() + "'");
        }
        return kind.make(spec.settings());
    }

    /**
     * @param arguments JSON, as a model wrote it
     * @param seconds   that the caller has left
     */
    public ToolResult call(Ready ready, String arguments, String idempotencyKey, double seconds) throws InterruptedException {
        JsonNode read;
        try {
            read = JSON.readTree(arguments.isBlank() ? "{}" : arguments);
        } catch (JacksonException wrong) {
            return new Refused("bad_arguments", "the arguments are no JSON: " + wrong.getOriginalMessage());
        }
        Optional<String> fault = ready.schema().fault(read);
        if (fault.isPresent() || !(read instanceof ObjectNode object)) {
            return new Refused("bad_arguments", "the arguments do not fit: " + fault.orElse("they are no object"));
        }
        return bounded(ready, object, new Tool.Call(idempotencyKey, Math.min(seconds, limits.seconds())));
    }

    private ToolResult bounded(Ready ready, ObjectNode arguments, Tool.Call call) throws InterruptedException {
        FutureTask<ToolResult> task = new FutureTask<>(() -> ready.tool().call(arguments, call));
        Thread.ofVirtual().name("tool-" + ready.name()).start(task);
        try {
            ToolResult result = task.get((long) (call.seconds() * 1e9), TimeUnit.NANOSECONDS);
            return result instanceof ToolResult.Given(String text) && isTooLong(text)
                    ? new Refused("too_large", "the result has more than " + limits.resultChars() + " characters", false, Happened.YES)
                    : result;
        } catch (TimeoutException late) {
            return new Refused("tool_timeout", "no answer within its time", true, Happened.MAYBE);
        } catch (ExecutionException fault) {
            LOG.error("tool of kind {} failed", ready.kind(), fault.getCause());
            return new Refused("tool_failed", "the tool failed", true, Happened.MAYBE);
        } finally {
            task.cancel(true);
        }
    }

    /** Also what is short itself, but long where journals and models get it, as JSON. */
    private boolean isTooLong(String text) {
        return text.length() > limits.resultChars() || text.chars().mapToLong(c -> c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : 1).sum() > 3L * limits.resultChars();
    }
}
