package io.sluice.inference.batching;

import io.sluice.contracts.generation.OutputFormat;
import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.Tokenizer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Formats of answers; the last {@value #KEPT_MAX} are kept, since callers repeat theirs. Thread-safe. */
final class Formats {

    private static final int KEPT_MAX = 64;

    private final Map<LanguageModel, Vocabulary> vocabularies = new ConcurrentHashMap<>();
    private final Map<OutputFormat, CompiledConstraint> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<OutputFormat, CompiledConstraint> eldest) {
            return size() > KEPT_MAX;
        }
    };

    CompiledConstraint compile(OutputFormat format) {
        synchronized (compiled) {
            CompiledConstraint known = compiled.get(format);
            if (known != null) {
                return known;
            }
        }
        CompiledConstraint made = switch (format.kind()) {
            case JSON_OBJECT -> ConstraintCompiler.jsonObject();
            case JSON_SCHEMA -> ConstraintCompiler.jsonSchema(definition(format));
            case REGEX -> ConstraintCompiler.regex(definition(format));
            case GRAMMAR -> new CompiledConstraint.Refused("", "grammars are not supported yet");
        };
        synchronized (compiled) {
            compiled.put(format, made);
        }
        return made;
    }

    private static String definition(OutputFormat format) {
        return Objects.requireNonNullElse(format.definition(), "");
    }

    /** Made when a model's first answer in a format is asked for: most models never write one. */
    Vocabulary vocabulary(LanguageModel model) {
        return vocabularies.computeIfAbsent(model, Formats::read);
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
