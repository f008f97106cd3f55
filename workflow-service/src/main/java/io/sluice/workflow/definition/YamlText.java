package io.sluice.workflow.definition;

import io.sluice.workflow.definition.Document.Unreadable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.JsonScalarResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML 1.2 with its JSON schema, and no more of it than JSON can say: one document, no anchors, aliases, tags or merge
 * keys, no key twice. So nothing is made of it but strings, numbers, booleans, lists and maps, and none grows in memory.
 */
final class YamlText {

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setCodePointLimit(Document.CHARACTERS_MAX).setUseMarks(true).setLabel("workflow").build();
    private static final int NUMBER_MAX = 64;

    private final JsonScalarResolver scalars = new JsonScalarResolver();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Iterator<Event> events;

    private YamlText(Iterator<Event> events) {
        this.events = events;
    }

    static Document read(String text) throws Unreadable {
        YamlText reader = new YamlText(new Parse(SETTINGS).parseString(text).iterator());
        try {
            return reader.document();
        } catch (MarkedYamlEngineException e) {
            throw new Unreadable("", "it is not valid YAML", e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1));
        } catch (YamlEngineException e) {
            throw new Unreadable("", "it is not valid YAML", 1);
        }
    }

    private Document document() throws Unreadable {
        events.next();
        if (events.next() instanceof StreamEndEvent) {
            throw new Unreadable("", "there is nothing in it", 1);
        }
        JsonNode tree = node(events.next(), "", 0);
        Event end = events.next();
        if (!(end instanceof DocumentEndEvent) || !((end = events.next()) instanceof StreamEndEvent)) {
            throw new Unreadable("", "there is more than one document in it", line(end));
        }
        return new Document(tree, lines);
    }

    private JsonNode node(Event event, String pointer, int depth) throws Unreadable {
        lines.put(pointer, line(event));
        if (event instanceof AliasEvent || event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw new Unreadable(pointer, "anchors and aliases are not taken: write it out", line(event));
        }
        if (depth > Document.DEPTH_MAX) {
            throw new Unreadable(pointer, "it is nested more than " + Document.DEPTH_MAX + " deep", line(event));
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar, pointer);
            case CollectionStartEvent start when start.getTag().isPresent() -> throw tagged(pointer, event);
            case MappingStartEvent _ -> mapping(pointer, depth);
            default -> sequence(pointer, depth);
        };
    }

    private ObjectNode mapping(String pointer, int depth) throws Unreadable {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            if (!(key instanceof ScalarEvent name) || name.getAnchor().isPresent() || name.getTag().isPresent()) {
                throw new Unreadable(pointer, "a key is not a plain string", line(key));
            }
            String place = Problem.step(pointer, name.getValue());
            if (name.isPlain() && name.getValue().equals("<<")) {
                throw new Unreadable(place, "merge keys are not taken: write it out", line(key));
            }
            if (object.has(name.getValue())) {
                throw new Unreadable(place, "a key appears twice", line(key));
            }
            object.set(name.getValue(), node(events.next(), place, depth + 1));
        }
        return object;
    }

    private ArrayNode sequence(String pointer, int depth) throws Unreadable {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
            array.add(node(item, Problem.step(pointer, Integer.toString(array.size())), depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarEvent scalar, String pointer) throws Unreadable {
        if (scalar.getTag().isPresent()) {
            throw tagged(pointer, scalar);
        }
        String text = scalar.getValue();
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        Tag tag = scalar.isPlain() ? scalars.resolve(text, true) : Tag.STR;
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(text, tag.equals(Tag.INT), pointer, line(scalar));
        }
        return tag.equals(Tag.BOOL) ? nodes.booleanNode(text.equalsIgnoreCase("true"))
                : tag.equals(Tag.NULL) ? nodes.nullNode()
                : nodes.stringNode(text);
    }

    private static JsonNode number(String text, boolean whole, String pointer, int line) throws Unreadable {
        double value = text.length() > NUMBER_MAX || text.contains(".inf") || text.contains(".nan")
                ? Double.NaN : Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new Unreadable(pointer, "a number is too large", line);
        }
        if (!whole) {
            return JsonNodeFactory.instance.numberNode(value);
        }
        BigInteger integer = new BigDecimal(text).toBigInteger();
        return integer.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(integer.longValue()) : JsonNodeFactory.instance.numberNode(integer);
    }

    private static Unreadable tagged(String pointer, Event event) {
        return new Unreadable(pointer, "tags are not taken", line(event));
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
