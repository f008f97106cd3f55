package io.sluice.selection.dataset;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowDraft;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Another version of a row's line. What is not changed stays as it was written, fields included that nobody here knows.
 * For one line; not thread-safe.
 */
public final class LineEdit {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
            .build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Where a value stands in the line. */
    private record Place(int from, int to) {
    }

    private final Row row;
    private final String line;
    private final Map<String, Place> values = new HashMap<>();
    private final TreeMap<Integer, Place> changed = new TreeMap<>();
    private final Map<Integer, String> instead = new HashMap<>();
    private final StringBuilder added = new StringBuilder();
    private @Nullable Place answered;
    private int end;

    public LineEdit(Records.Stored stored) {
        this.row = stored.row();
        this.line = new String(stored.json(), StandardCharsets.UTF_8);
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            json.nextToken();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (name.equals(RowDraft.MESSAGES) && json.nextToken() == JsonToken.START_ARRAY) {
                    turns(json);
                } else {
                    if (json.currentToken() == JsonToken.PROPERTY_NAME) {
                        json.nextToken();
                    }
                    if (json.currentToken() != JsonToken.VALUE_NULL) {
                        values.put(name, place(json));
                    }
                }
            }
            end = (int) json.currentTokenLocation().getCharOffset();
        }
    }

    private void turns(JsonParser json) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String role = null;
            Place content = null;
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                if (name.equals("role")) {
                    role = json.getString();
                } else if (name.equals("content")) {
                    content = place(json);
                } else {
                    json.skipChildren();
                }
            }
            answered = "assistant".equals(role) ? content : answered;
        }
    }

    /** Of the value that the parser is at; it is at the value's end then. */
    private static Place place(JsonParser json) {
        int from = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            json.getString();
        }
        return new Place(from, (int) json.currentLocation().getCharOffset());
    }

    /** What the row shall teach instead. */
    public LineEdit response(String text) {
        Place place = switch (row.form()) {
            case CHAT -> answered;
            case INSTRUCTION -> values.getOrDefault("completion", values.get("output"));
            case PLAIN -> values.get("text");
        };
        if (place == null) {
            throw new IllegalStateException("a row without its response");
        }
        replace(place, text);
        return this;
    }

    /** Sets a label, whatever it was. */
    public LineEdit label(String name, String value) {
        Place place = values.get(name);
        if (place == null) {
            return labelIfAbsent(name, value);
        }
        replace(place, value);
        return this;
    }

    public LineEdit labelIfAbsent(String name, String value) {
        if (!values.containsKey(name)) {
            added.append(',').append(JSON.writeValueAsString(name)).append(':').append(JSON.writeValueAsString(value));
        }
        return this;
    }

    private void replace(Place place, String text) {
        changed.put(place.from(), place);
        instead.put(place.from(), JSON.writeValueAsString(text));
    }

    /** The line, with a line break. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder(line.length() + 64);
        int done = 0;
        for (Place place : changed.values()) {
            text.append(line, done, place.from()).append(instead.get(place.from()));
            done = place.to();
        }
        text.append(line, done, end).append(added).append(line, end, line.length()).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
