package io.sluice.workflow.definition;

import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.Document.Unreadable;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** JSON, read strictly: no key twice, nothing after the end, bounded depth and numbers. */
final class JsonText {

    private static final JsonMapper MAPPER = StrictJson.configure(JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Document.DEPTH_MAX).maxNumberLength(64).build())
            .build())).build();

    private JsonText() {
    }

    static Document read(String text) throws Unreadable {
        Map<String, Integer> lines = lines(text);
        return new Document(MAPPER.readTree(text), lines);
    }

    /** Reads all of it once, so that a fault is found where it stands. */
    private static Map<String, Integer> lines(String text) throws Unreadable {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = MAPPER.createParser(text)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                lines.putIfAbsent(pointer(parser), parser.currentTokenLocation().getLineNr());
                if (token.isNumeric() && !Double.isFinite(parser.getDoubleValue())) {
                    throw new Unreadable(pointer(parser), "a number is too large", parser.currentTokenLocation().getLineNr());
                }
                if (depth == 0 && parser.nextToken() != null) {
                    throw new Unreadable("", "something follows the end of the document", parser.currentTokenLocation().getLineNr());
                }
            }
            return lines;
        } catch (JacksonException e) {
            throw new Unreadable("", sentence(e), Math.max(1, e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
        }
    }

    private static String pointer(JsonParser parser) {
        return parser.streamReadContext().pathAsPointer().toString();
    }

    private static String sentence(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.startsWith("Duplicate") ? "a key appears twice"
                : message.contains("nesting depth") ? "it is nested more than " + Document.DEPTH_MAX + " deep"
                : "it is not valid JSON";
    }
}
