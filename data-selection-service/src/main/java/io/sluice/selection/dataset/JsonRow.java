package io.sluice.selection.dataset;

import io.sluice.selection.row.RowDraft;
import io.sluice.selection.row.RowFault;
import io.sluice.selection.row.RowResult;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** One line of JSON as a row. Strict about bytes, about JSON and about depth. Not thread-safe. */
final class JsonRow {

    private static final int DEPTH_MAX = 100;
    private static final int LITERAL_CHARS_MAX = 32;
    /** Above this, a string is no label. */
    private static final int SHORT_CHARS = 256;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
            .build();

    /** Ends the reading of a line that was found to be nested too deep. */
    private static final class TooDeep extends RuntimeException {
        TooDeep() {
            super(null, null, false, false);
        }
    }

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final RowDraft draft = new RowDraft();
    private char[] chars = new char[1 << 12];

    RowResult read(byte[] bytes, int from, int to, long ordinal, long line) {
        if (chars.length < to - from) {
            chars = new char[Math.max(to - from, chars.length * 2)];
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CharBuffer out = CharBuffer.wrap(chars);
        CoderResult decoded = utf8.reset().decode(in, out, true);
        if (decoded.isError()) {
            return new RowFault(RowFault.Kind.NOT_UTF8, line, null, "no UTF-8 at byte " + (in.position() - from) + " of the line");
        }
        draft.clear();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), chars, 0, out.position())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return new RowFault(RowFault.Kind.NOT_AN_OBJECT, line, null, "a row is a JSON object");
            }
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                field(json, name);
            }
            if (json.nextToken() != null) {
                return new RowFault(RowFault.Kind.NOT_JSON, line, null, "something follows the object on its line");
            }
        } catch (TooDeep deep) {
            return new RowFault(RowFault.Kind.TOO_DEEP, line, null, "nested deeper than " + DEPTH_MAX);
        } catch (JacksonException broken) {
            return new RowFault(RowFault.Kind.NOT_JSON, line, null, "no JSON at column " + Math.max(1, broken.getLocation().getColumnNr()));
        }
        return draft.finish(ordinal, line);
    }

    private void field(JsonParser json, String name) {
        JsonToken value = json.nextToken();
        switch (value) {
            case VALUE_STRING -> {
                if (RowDraft.needed(name) || json.getStringLength() <= SHORT_CHARS) {
                    draft.text(name, json.getString());
                }
            }
            case VALUE_NUMBER_INT -> {
                if (json.getStringLength() <= LITERAL_CHARS_MAX) {
                    draft.literal(name, json.getString());
                } else {
                    draft.wrong(name, "a string is wanted");
                }
            }
            case VALUE_TRUE, VALUE_FALSE -> draft.literal(name, json.getString());
            case VALUE_NULL -> { }
            case START_ARRAY -> {
                if (name.equals(RowDraft.MESSAGES)) {
                    messages(json);
                } else {
                    draft.wrong(name, "a string is wanted");
                    skip(json);
                }
            }
            default -> {
                draft.wrong(name, "a string is wanted");
                skip(json);
            }
        }
    }

    private void messages(JsonParser json) {
        draft.messages();
        int index = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            String place = RowDraft.MESSAGES + "[" + index + "]";
            if (token == JsonToken.START_OBJECT) {
                turn(json, index, place);
            } else {
                draft.badTurn(RowFault.Kind.WRONG_TYPE, place, "a turn is an object");
                skip(json);
            }
            index++;
        }
    }

    private void turn(JsonParser json, int index, String place) {
        String role = null;
        String content = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            if (name.equals("role")) {
                role = part(json, place + ".role", role);
            } else if (name.equals("content")) {
                content = part(json, place + ".content", content);
            } else {
                skip(json);
            }
        }
        draft.turn(index, role, content);
    }

    private @Nullable String part(JsonParser json, String place, @Nullable String before) {
        if (before != null) {
            draft.badTurn(RowFault.Kind.DUPLICATE_FIELD, place, "the field stands twice");
        }
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NULL -> before;
            default -> {
                draft.badTurn(RowFault.Kind.WRONG_TYPE, place, "a string is wanted");
                skip(json);
                yield before;
            }
        };
    }

    /** To the end of the value that the parser is at. */
    private static void skip(JsonParser json) {
        int depth = 0;
        JsonToken token = json.currentToken();
        while (true) {
            if (token.isStructStart()) {
                if (++depth > DEPTH_MAX) {
                    throw new TooDeep();
                }
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
            token = json.nextToken();
        }
    }
}
