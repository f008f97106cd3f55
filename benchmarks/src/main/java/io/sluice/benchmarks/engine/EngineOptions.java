package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What is to be compared.
 *
 * @param formats     in the order of the rows
 * @param threads     numbers of threads, each at least 1
 * @param starts      processes of each contender for each row, at least 1
 * @param cache       folder for the models and for llama.cpp
 * @param engines     contenders; without {@link EngineName#LLAMA_CPP} no ratios
 * @param sluiceFlags further flags of Sluice's JVM
 */
public record EngineOptions(
        boolean quick,
        List<Format> formats,
        List<Integer> threads,
        int starts,
        Path cache,
        ModelShape shape,
        long seed,
        Set<EngineName> engines,
        List<String> sluiceFlags) {
}
