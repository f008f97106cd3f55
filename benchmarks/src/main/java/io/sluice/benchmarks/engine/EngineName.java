package io.sluice.benchmarks.engine;

import java.util.Arrays;
import java.util.Optional;

/** The contenders. */
public enum EngineName {

    SLUICE("sluice"), JLAMA("jlama"), LLAMA_CPP("llama.cpp");

    private final String label;

    EngineName(String label) {
        this.label = label;
    }

    /** As results name it. */
    public String label() {
        return label;
    }

    public static Optional<EngineName> find(String label) {
        return Arrays.stream(values()).filter(engine -> engine.label.equals(label)).findFirst();
    }
}
