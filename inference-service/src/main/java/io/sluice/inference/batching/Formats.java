package io.sluice.inference.batching;

import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.tool.ToolCallFormat;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.Tokenizer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Formats of answers; the last {@value #KEPT_MAX} are kept, since callers repeat theirs. Thread-safe. */
final class Formats {

    private static final int KEPT_MAX = 64;

    private final Map<LanguageModel, Vocabulary> vocabularies = new ConcurrentHashMap<>();
    /** By an {@link OutputFormat} or a {@link Calls}. */
    private final Map<Record, CompiledConstraint> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Record, CompiledConstraint> eldest) {
            return size() > KEPT_MAX;
        }
    };

    private record Calls(ToolUse tools, ToolCallFormat form) {
    }

    CompiledConstraint compile(OutputFormat format) {
        return kept(format, () -> switch (format.kind()) {
            case JSON_OBJECT -> ConstraintCompiler.jsonObject();
            case JSON_SCHEMA -> ConstraintCompiler.jsonSchema(definition(format));
            case REGEX -> ConstraintCompiler.regex(definition(format));
            case GRAMMAR -> ConstraintCompiler.grammar(definition(format));
        });
    }

    CompiledConstraint compile(ToolUse tools, ToolCallFormat form) {
        return kept(new Calls(tools, form), () -> ToolForms.compile(tools, form));
    }

    private CompiledConstraint kept(Record wanted, Supplier<CompiledConstraint> compiler) {
        synchronized (compiled) {
            CompiledConstraint known = compiled.get(wanted);
            if (known != null) {
                return known;
            }
        }
        CompiledConstraint made = compiler.get();
        synchronized (compiled) {
            compiled.put(wanted, made);
        }
        return made;
    }

    private static String definition(OutputFormat format) {
        return Objects.requireNonNullElse(format.definition(), "");
    }

    /** Made when a model's first answer in a format is asked for: most models never write one. Adapters have their base's. */
    Vocabulary vocabulary(LanguageModel model) {
        return vocabularies.computeIfAbsent(model.base(), Formats::read);
    }

    private static Vocabulary read(LanguageModel model) {
        Tokenizer tokenizer = model.tokenizer();
        byte[][] tokens = new byte[model.info().vocabularySize()][];
        for (int id = 0; id < tokens.length; id++) {
            tokens[id] = tokenizer.bytesOf(id);
        }
        return new Vocabulary(tokens, model.info().endTokens().stream().mapToInt(Integer::intValue).toArray());
    }
}
