package io.sluice.benchmarks.routing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a result to people and to programs. */
public final class RoutingReporter {

    private RoutingReporter() {
    }

    public static void print(RoutingResult result, PrintStream out) {
        out.println(RoutingText.of(result));
    }

    /** JSON with the keys {@code rows[].policy, accuracy, ofLarge, largeShare, flopsRatio, cpuRatio} and more. */
    public static void write(RoutingResult result, Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(result) + "\n");
    }
}
