package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.contender.ContenderFailedException;
import io.sluice.benchmarks.engine.contender.ContenderProcess;
import io.sluice.benchmarks.engine.contender.JavaContenders;
import io.sluice.benchmarks.engine.contender.LlamaCpp;
import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The contenders that are there, with the model files that each of them reads. */
final class Lineup {

    private final JavaContenders jvms;
    private final LlamaCpp llamaCpp;
    private final ModelCache models;
    private final Path logs;
    private int started;

    Lineup(JavaContenders jvms, LlamaCpp llamaCpp, ModelCache models, Path logs) {
        this.jvms = jvms;
        this.llamaCpp = llamaCpp;
        this.models = models;
        this.logs = logs;
    }

    /** Those of the wanted ones that can run here. */
    List<EngineName> present(Collection<EngineName> wanted) {
        List<EngineName> present = new ArrayList<>(wanted);
        if (llamaCpp instanceof LlamaCpp.Missing) {
            present.remove(EngineName.LLAMA_CPP);
        }
        return present;
    }

    ContenderProcess start(EngineName engine, int threads) throws ContenderFailedException {
        return switch (engine) {
            case SLUICE -> jvms.sluice(threads);
            case JLAMA -> jvms.jlama();
            case LLAMA_CPP -> switch (llamaCpp) {
                case LlamaCpp.Installed there -> ContenderProcess.start(
                        engine.label(), there.command(), there.folder(), logs.resolve("llama.cpp-%03d.log".formatted(++started)));
                case LlamaCpp.Missing missing -> throw new IllegalStateException(missing.reason());
            };
        };
    }

    ContenderProcess memory() throws ContenderFailedException {
        return jvms.memory();
    }

    Path model(EngineName engine, Format format) {
        return engine == EngineName.LLAMA_CPP ? models.gguf(format) : models.folder(format);
    }
}
