package io.sluice.inference.decoding.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.inference.decoding.constraint.grammar.ConstraintTooCostlyException;
import io.sluice.inference.decoding.constraint.tool.ToolCallFormat;
import io.sluice.inference.decoding.constraint.tool.ToolChoice;
import io.sluice.inference.decoding.constraint.tool.ToolFunction;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever comes in is compiled or refused; what is compiled can be written to an end. Nothing else is thrown. */
class CompilerFuzzTest {

    private static final Vocabulary VOCABULARY = Tokens.random(new SplittableRandom(1), 100);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] KEYWORDS = {
        "type", "enum", "const", "properties", "required", "additionalProperties", "patternProperties", "minProperties",
        "maxProperties", "items", "prefixItems", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "anyOf", "oneOf", "allOf", "$ref",
        "$defs", "propertyNames", "unevaluatedProperties", "nullable", "title", "not", "uniqueItems", "$anchor"
    };
    private static final String[] TEXTS = {
        "string", "object", "array", "integer", "number", "null", "boolean", "#", "#/$defs/a", "#/properties/b", "#/anyOf/0", "^a+$",
        "(x+x+)+y", "[", "date", "a", "b", "#a", "\\d{3,}", "(a|b)*a(a|b){7}", "é", "", ".*.*=.*", "email"
    };

    private static final String[] ATOMS = {"x", "x+", ".*", "[a-f]", "\\w", "x?", "(x|x)", "[^y]", "\\p{L}", "a"};
    private static final String[] QUANTIFIERS = {"*", "+", "?", "{N}", "{0,N}", "{1,N}", ""};

    /** What the thread may allocate to compile and open one constraint; the counted work bounds it, and with it the time. */
    private static final long ALLOCATED_MAX = 1L << 29;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static boolean check(Supplier<CompiledConstraint> compiler, SplittableRandom random, String what) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        CompiledConstraint compiled = compiler.get();
        if (compiled instanceof CompiledConstraint.Ready ready) {
            ready.open(VOCABULARY, 60);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as(what).isLessThan(ALLOCATED_MAX);
        checkAll(compiled, random, what);
        return compiled instanceof CompiledConstraint.Ready;
    }

    private static void checkAll(CompiledConstraint compiled, SplittableRandom random, String what) {
        if (compiled instanceof CompiledConstraint.Refused refused) {
            assertThat(refused.reason()).as(what).isNotBlank();
            return;
        }
        var opening = ((CompiledConstraint.Ready) compiled).open(VOCABULARY, 60);
        if (opening instanceof CompiledConstraint.Opening.Opened opened) {
            try {
                assertThat(Tokens.write(opened.constraint(), VOCABULARY, random, 60)).as(what).isNotNull();
            } catch (ConstraintTooCostlyException told) {
                // Counted work ends such an answer, and its caller is told.
                assertThat(told).hasMessageContaining("too much work");
            }
        }
    }

    @Test
    void schemasOfRandomKeywords() {
        SplittableRandom random = new SplittableRandom(71);
        int ready = 0;
        for (int i = 0; i < 1_000; i++) {
            JsonNode schema = schema(random, 3);
            ready += check(() -> ConstraintCompiler.jsonSchema(schema), random, schema.toString()) ? 1 : 0;
        }
        assertThat(ready).isGreaterThan(100);
    }

    private static JsonNode schema(SplittableRandom random, int depth) {
        if (depth == 0 || random.nextInt(12) == 0) {
            return random.nextInt(3) == 0 ? JSON.booleanNode(random.nextInt(4) > 0) : JSON.objectNode();
        }
        ObjectNode schema = JSON.objectNode();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String keyword = KEYWORDS[random.nextInt(KEYWORDS.length)];
            schema.set(keyword, random.nextInt(25) == 0 ? junk(random, 2) : value(keyword, random, depth - 1));
        }
        return schema;
    }

    private static JsonNode value(String keyword, SplittableRandom random, int depth) {
        return switch (keyword) {
            case "properties", "patternProperties", "$defs" -> {
                ObjectNode map = JSON.objectNode();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    map.set(TEXTS[random.nextInt(TEXTS.length)], schema(random, depth));
                }
                yield map;
            }
            case "anyOf", "oneOf", "allOf", "prefixItems" -> {
                ArrayNode list = JSON.arrayNode();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    list.add(schema(random, depth));
                }
                yield list;
            }
            case "items", "additionalProperties", "propertyNames", "unevaluatedProperties", "not" -> schema(random, depth);
            case "enum" -> JSON.arrayNode().add(junk(random, 2)).add(junk(random, 1));
            case "const" -> junk(random, 2);
            case "required" -> JSON.arrayNode().add(TEXTS[random.nextInt(TEXTS.length)]);
            case "type" -> JSON.stringNode(TEXTS[random.nextInt(7)]);
            case "$ref" -> JSON.stringNode(TEXTS[7 + random.nextInt(4)]);
            case "pattern" -> JSON.stringNode(TEXTS[11 + random.nextInt(10)]);
            case "format", "title", "$anchor" -> JSON.stringNode(TEXTS[random.nextInt(TEXTS.length)]);
            case "nullable", "uniqueItems" -> JSON.booleanNode(random.nextBoolean());
            default -> random.nextInt(9) == 0
                    ? JSON.numberNode(new java.math.BigDecimal(random.nextLong()).movePointLeft(random.nextInt(25)))
                    : JSON.numberNode(random.nextInt(8));
        };
    }

    private static JsonNode junk(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextLong());
            case 3 -> JSON.numberNode(random.nextInt(-3, 4));
            case 4 -> JSON.numberNode(new java.math.BigDecimal(random.nextInt()).movePointLeft(random.nextInt(40)));
            case 5 -> JSON.stringNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 6 -> JSON.arrayNode().add(junk(random, depth - 1));
            default -> JSON.objectNode().set(TEXTS[random.nextInt(TEXTS.length)], junk(random, depth - 1));
        };
    }

    @Test
    void schemasThatAreLargeInOneWay() {
        SplittableRandom random = new SplittableRandom(72);
        ObjectNode wide = JSON.objectNode().put("type", "object");
        for (int i = 0; i < 4_000; i++) {
            wide.withObject("properties").putObject("property" + i).put("type", "integer");
        }
        check(() -> ConstraintCompiler.jsonSchema(wide), random, "wide");
        ArrayNode words = JSON.arrayNode();
        for (int i = 0; i < 5_000; i++) {
            words.add("word " + i * 7919L);
        }
        check(() -> ConstraintCompiler.jsonSchema(JSON.objectNode().set("enum", words)), random, "words");
        assertThat(ConstraintCompiler.jsonSchema("{\"items\":".repeat(100) + "{}" + "}".repeat(100)))
                .isEqualTo(new CompiledConstraint.Refused("#", "the schema is nested deeper than 64"));
        assertThat(ConstraintCompiler.jsonSchema("{\"items\":".repeat(5_000) + "{}" + "}".repeat(5_000)))
                .isInstanceOf(CompiledConstraint.Refused.class);
        ObjectNode doubling = JSON.objectNode();
        ObjectNode definitions = doubling.putObject("$defs");
        for (int i = 0; i < 40; i++) {
            ArrayNode both = definitions.putObject("d" + i).putArray("allOf");
            for (int j = 0; j < 2; j++) {
                both.addObject().putArray("anyOf").add(JSON.objectNode().put("minLength", i))
                        .add(JSON.objectNode().put("$ref", i == 39 ? "#/$defs/end" : "#/$defs/d" + (i + 1)));
            }
        }
        definitions.putObject("end").put("type", "string");
        check(() -> ConstraintCompiler.jsonSchema(doubling.put("$ref", "#/$defs/d0")), random, "doubling");
        check(
                () -> ConstraintCompiler.jsonSchema("{\"type\":\"array\",\"minItems\":1000000000,\"items\":{\"type\":\"null\"}}"),
                random, "items");
        check(() -> ConstraintCompiler.jsonSchema("{\"type\":\"string\",\"minLength\":100000}"), random, "length");
    }

    @Test
    void textsThatAreNoSchemas() {
        SplittableRandom random = new SplittableRandom(73);
        for (int i = 0; i < 1_500; i++) {
            checkAll(ConstraintCompiler.jsonSchema(garbled("{\"type\":\"object\",\"properties\":{\"a\":{\"enum\":[1,\"x\"]}}}", random)), random, "");
        }
    }

    @Test
    void patterns() {
        SplittableRandom random = new SplittableRandom(74);
        for (int i = 0; i < 400; i++) {
            String pattern = garbled("^(?:a|[b-d\\d]{1,3}\\.)+?(é|\\u{1F600}|$)x{2,}\\p{L}*", random);
            check(() -> ConstraintCompiler.regex(pattern), random, pattern);
        }
    }

    @Test
    void grammars() {
        SplittableRandom random = new SplittableRandom(75);
        for (int i = 0; i < 1_500; i++) {
            String grammar = garbled(
                    "root ::= item (\",\" root)? | \"[\" root \"]\"{1,3}\nitem ::= [a-c\\n]+ # c\n | \"\\\"\" .* item? \"(\" ws\nws ::= (\" \" ws)?\n",
                    random);
            check(() -> ConstraintCompiler.grammar(grammar), random, grammar);
        }
    }

    /** What backtracking matchers and automata that are built without a bound choke on. */
    @Test
    void patternsThatExplode() {
        SplittableRandom random = new SplittableRandom(76);
        int ready = 0;
        for (int i = 0; i < 150; i++) {
            String pattern = exploding(random, 1 + random.nextInt(4));
            ready += check(() -> ConstraintCompiler.regex(pattern), random, pattern) ? 1 : 0;
        }
        assertThat(ready).as("taken").isBetween(30, 149);
    }

    private static String exploding(SplittableRandom random, int depth) {
        if (depth == 0) {
            return ATOMS[random.nextInt(ATOMS.length)];
        }
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            pattern.append('(').append(exploding(random, depth - 1)).append(random.nextInt(3) == 0 ? "|" + exploding(random, depth - 1) : "")
                    .append(')').append(QUANTIFIERS[random.nextInt(QUANTIFIERS.length)].replace("N", Integer.toString(1 << random.nextInt(11))));
        }
        return pattern.append(random.nextInt(3) == 0 ? ATOMS[random.nextInt(ATOMS.length)] : "").toString();
    }

    /** Rules that repeat, nest and refer to one another, with and without an end. */
    @Test
    void grammarsThatExplode() {
        SplittableRandom random = new SplittableRandom(77);
        int ready = 0;
        for (int i = 0; i < 150; i++) {
            int rules = 1 + random.nextInt(6);
            StringBuilder grammar = new StringBuilder("root ::= r0\n");
            for (int rule = 0; rule < rules; rule++) {
                grammar.append('r').append(rule).append(" ::= ").append(alternatives(random, rules, 2)).append('\n');
            }
            ready += check(() -> ConstraintCompiler.grammar(grammar.toString()), random, grammar.toString()) ? 1 : 0;
        }
        assertThat(ready).as("taken").isBetween(20, 149);
    }

    private static String alternatives(SplittableRandom random, int rules, int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            for (int j = random.nextInt(3); j >= 0; j--) {
                text.append(switch (random.nextInt(depth == 0 ? 3 : 4)) {
                    case 0 -> "\"" + "ab".substring(random.nextInt(2)) + "\"";
                    case 1 -> "[a-c]";
                    case 2 -> "r" + random.nextInt(rules);
                    default -> "(" + alternatives(random, rules, depth - 1) + ")";
                }).append(random.nextInt(3) == 0 ? QUANTIFIERS[random.nextInt(QUANTIFIERS.length)].replace("N", Integer.toString(1 << random.nextInt(11))) : "")
                        .append(' ');
            }
            text.append(i > 0 ? "| " : "");
        }
        return text.toString();
    }

    @Test
    void functionsOfRandomSchemas() {
        SplittableRandom random = new SplittableRandom(78);
        int ready = 0;
        for (int i = 0; i < 100; i++) {
            List<ToolFunction> functions = IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(number ->
                    new ToolFunction("f" + number, schema(random, 3), random.nextBoolean())).toList();
            ready += check(() -> ConstraintCompiler.tools(functions, new ToolChoice.Required(), true, ToolCallFormat.HERMES), random, functions.toString()) ? 1 : 0;
        }
        assertThat(ready).as("taken").isGreaterThan(15);
    }

    private static String garbled(String text, SplittableRandom random) {
        StringBuilder garbled = new StringBuilder(text);
        for (int i = random.nextInt(5); i >= 0 && !garbled.isEmpty(); i--) {
            int at = random.nextInt(garbled.length());
            int end = Math.min(garbled.length(), at + 1 + random.nextInt(4));
            switch (random.nextInt(4)) {
                case 0 -> garbled.delete(at, end);
                case 1 -> garbled.insert(at, garbled.substring(at, end));
                case 2 -> garbled.setCharAt(at, "\"\\{}[]()|*+?.^$:=#-,0a\n\ud800é".charAt(random.nextInt(24)));
                default -> garbled.insert(at, garbled.substring(random.nextInt(at + 1), at));
            }
        }
        return garbled.toString();
    }

    @Test
    void aSchemaIsReadAsJsonOfOneValueOnly() {
        assertThat(ConstraintCompiler.jsonSchema(JsonMapper.shared().readTree("true")))
                .isInstanceOf(CompiledConstraint.Ready.class);
        assertThat(ConstraintCompiler.jsonSchema("")).isInstanceOf(CompiledConstraint.Refused.class);
    }
}
