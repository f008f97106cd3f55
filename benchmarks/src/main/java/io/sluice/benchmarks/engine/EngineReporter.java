package io.sluice.benchmarks.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a result to people and to programs. */
public final class EngineReporter {

    private EngineReporter() {
    }

    public static void print(EngineResult result, PrintStream out) {
        out.println(EngineText.of(result));
    }

    /**
     * JSON with the keys {@code rows[].engine, format, threads, prefillPerCpuSecond, decodePerCpuSecond,
     * ratioToLlamaCpp{prefill,decode}, bandwidthShare, allocatedPerToken} and more; null for what was not measured.
     */
    public static void write(EngineResult result, Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(result) + "\n");
    }
}
