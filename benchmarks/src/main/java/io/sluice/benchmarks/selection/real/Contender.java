package io.sluice.benchmarks.selection.real;

import java.util.List;
import java.util.Map;

/**
 * A selector with settings.
 *
 * @param name     as reports name it
 * @param selector of the service
 */
record Contender(String name, String selector, Map<String, String> settings) {

    /** All that need no model. */
    static List<Contender> withoutModels() {
        return List.of(
                new Contender("dsir", "dsir", Map.of()),
                new Contender("moore-lewis", "moore-lewis", Map.of()),
                new Contender("zip-fit dictionary deflate", "zip-fit", Map.of("target", "dictionary", "compressor", "deflate")),
                new Contender("zip-fit dictionary zstd", "zip-fit", Map.of("target", "dictionary", "compressor", "zstd")),
                new Contender("zip-fit dictionary lz4", "zip-fit", Map.of("target", "dictionary")),
                new Contender("zip-fit", "zip-fit", Map.of()),
                new Contender("instruct-mining", "instruct-mining", Map.of()),
                new Contender("random", "random", Map.of()),
                new Contender("full", "full", Map.of()));
    }
}
