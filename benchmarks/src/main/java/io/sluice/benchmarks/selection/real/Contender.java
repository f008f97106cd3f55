package io.sluice.benchmarks.selection.real;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A selector with settings.
 *
 * @param name     as reports name it
 * @param selector of the service
 * @param settings without those that name models
 * @param prior    what the models that it asks begin from; none where it asks none
 */
record Contender(String name, String selector, Map<String, String> settings, @Nullable Prior prior) {

    /** What a model was before it knew the target. */
    enum Prior {
        /** A shipped model trained further on a sample of the pool, as CoLoR-Filter's paper has it. */
        POOL,
        /** As it was shipped, trained on exercises. */
        SHIPPED
    }

    /** In a fixed order, since outcomes are found again by these words. */
    Contender {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    Contender(String name, String selector, Map<String, String> settings) {
        this(name, selector, settings, null);
    }

    /** All that need no model. */
    static List<Contender> withoutModels() {
        return List.of(
                new Contender("dsir", "dsir", Map.of()),
                new Contender("moore-lewis", "moore-lewis", Map.of()),
                new Contender("zip-fit dictionary deflate", "zip-fit", Map.of("target", "dictionary", "compressor", "deflate")),
                new Contender("zip-fit dictionary zstd", "zip-fit", Map.of("target", "dictionary", "compressor", "zstd")),
                new Contender("zip-fit dictionary lz4", "zip-fit", Map.of("target", "dictionary")),
                new Contender("zip-fit", "zip-fit", Map.of()),
                new Contender("zip-fit zstd", "zip-fit", Map.of("compressor", "zstd")),
                new Contender("zip-fit as published", "zip-fit", Map.of("against", "nothing")),
                new Contender("instruct-mining", "instruct-mining", Map.of()),
                new Contender("random", "random", Map.of()),
                new Contender("full", "full", Map.of()));
    }

    static List<Contender> withModels() {
        return Stream.of(Prior.values()).flatMap(prior -> {
            String title = prior == Prior.POOL ? " of the pool" : " as shipped";
            Map<String, String> asked = Map.of("form", "chat", "chunk", Integer.toString(PassageModels.CHARACTERS));
            return Stream.of(new Contender("color-filter" + title, "color-filter", asked, prior),
                    new Contender("perplexity" + title, "perplexity", asked, prior));
        }).toList();
    }
}
