package io.sluice.inference.decoding.constraint;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.gbnf.Gbnf;
import io.sluice.inference.decoding.constraint.grammar.Grammar;
import io.sluice.inference.decoding.constraint.grammar.Node;
import io.sluice.inference.decoding.constraint.regex.Regex;
import io.sluice.inference.decoding.constraint.schema.SchemaGrammar;
import io.sluice.inference.decoding.constraint.tool.ToolCallFormat;
import io.sluice.inference.decoding.constraint.tool.ToolCallReader;
import io.sluice.inference.decoding.constraint.tool.ToolChoice;
import io.sluice.inference.decoding.constraint.tool.ToolFunction;
import io.sluice.inference.decoding.constraint.tool.ToolGrammar;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * From what a client asks for to a constraint. Work and memory are bounded by counts, so the outcome is the same on every
 * machine; no input throws. Stateless.
 */
public final class ConstraintCompiler {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String ANY_OBJECT = "{\"type\":\"object\"}";

    private ConstraintCompiler() {}

    /** JSON texts that satisfy the schema. */
    public static CompiledConstraint jsonSchema(JsonNode schema) {
        return compiled(work -> SchemaGrammar.of(schema, work), SchemaGrammar.LEVELS);
    }

    /** @param schema as JSON text */
    public static CompiledConstraint jsonSchema(String schema) {
        try {
            return jsonSchema(JSON.readTree(schema));
        } catch (JacksonException e) {
            return new CompiledConstraint.Refused("#", "the schema is no JSON: " + e.getOriginalMessage());
        }
    }

    /** Any JSON object. */
    public static CompiledConstraint jsonObject() {
        return jsonSchema(ANY_OBJECT);
    }

    /** Texts that the ECMA-262 pattern matches from beginning to end. */
    public static CompiledConstraint regex(String pattern) {
        return compiled(
                work -> {
                    Language texts = Regex.whole(pattern, work);
                    if (texts.isEmpty()) {
                        throw new ConstraintRefusedException("", "no text matches the pattern");
                    }
                    return new Node.Text(texts.bytes(work));
                },
                1);
    }

    /** Texts of the rule {@code root} of a grammar in the GBNF notation of llama.cpp. */
    public static CompiledConstraint grammar(String gbnf) {
        return compiled(work -> Gbnf.of(gbnf, work), 1);
    }

    /** Answers that may or must call functions; {@link ToolCallReader} takes them apart. */
    public static CompiledConstraint tools(
            List<ToolFunction> functions, ToolChoice choice, boolean parallel, ToolCallFormat format) {
        return compiled(work -> ToolGrammar.of(functions, choice, parallel, format, work), SchemaGrammar.LEVELS);
    }

    private static CompiledConstraint compiled(Function<Work, Node> grammar, int levels) {
        try {
            return new CompiledConstraint.Ready(Grammar.of(grammar.apply(new Work()), levels));
        } catch (ConstraintRefusedException e) {
            return new CompiledConstraint.Refused(e.path(), e.reason());
        }
    }
}
