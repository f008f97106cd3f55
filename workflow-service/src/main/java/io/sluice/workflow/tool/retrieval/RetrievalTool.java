package io.sluice.workflow.tool.retrieval;

import io.sluice.workflow.tool.Schemas;
import io.sluice.workflow.tool.Tool;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.tool.ToolSettingsException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Finds the documents, of those in its settings, that fit a question's words best; gives JSON. */
public final class RetrievalTool implements Tool {

    private static final int DOCUMENTS_MAX = 2000;
    private static final int TOP_MAX = 10;
    private static final int SHOWN_MAX = 5000;

    private record Source(String id, String text) {
    }

    private final List<Source> sources;
    private final Passages passages;

    private RetrievalTool(List<Source> sources) {
        this.sources = sources;
        this.passages = new Passages(sources.stream().map(Source::text).toList());
    }

    /** @throws ToolSettingsException when {@code documents} is no list of texts with distinct ids */
    public static Tool of(ObjectNode settings) throws ToolSettingsException {
        JsonNode documents = settings.path("documents");
        if (!documents.isArray() || documents.isEmpty() || documents.size() > DOCUMENTS_MAX || settings.size() > 1) {
            throw new ToolSettingsException("/documents", "must be the only setting: a list of 1 to " + DOCUMENTS_MAX + " documents");
        }
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            JsonNode each = documents.get(i);
            JsonNode text = each.isString() ? each : each.path("text");
            if (!text.isString() || text.asString().isBlank()) {
                throw new ToolSettingsException("/documents/" + i, "must be text, or an object with a text and perhaps an id");
            }
            sources.add(new Source(each.path("id").asString(Integer.toString(i + 1)), text.asString()));
        }
        if (sources.stream().map(Source::id).distinct().count() < sources.size()) {
            throw new ToolSettingsException("/documents", "two documents have the same id");
        }
        return new RetrievalTool(sources);
    }

    @Override
    public String description() {
        return "Finds documents that fit a question's words.";
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode schema = Schemas.text(Schemas.object(), "query", "the words to look for", 2000);
        ((ObjectNode) schema.get("properties")).putObject("top").put("type", "integer").put("minimum", 1).put("maximum", TOP_MAX)
                .put("description", "how many documents; 3 where it is not said");
        return schema;
    }

    @Override
    public Repeat repeat() {
        return Repeat.HARMLESS;
    }

    @Override
    public ToolResult call(ObjectNode arguments, Call call) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Passages.Found found : passages.best(arguments.get("query").asString(), arguments.path("top").asInt(3))) {
            Source source = sources.get(found.position());
            boolean whole = source.text().length() <= SHOWN_MAX;
            list.addObject().put("id", source.id()).put("text", whole ? source.text() : source.text().substring(0, SHOWN_MAX))
                    .put("whole", whole).put("score", Math.round(found.score() * 1e4) / 1e4);
        }
        return new ToolResult.Given(list.toString());
    }
}
