package io.sluice.trainer.adapter;

import io.sluice.trainer.export.SafeTensors;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.AdaptedLlama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a run is.
 *
 * @param step   steps done in all stages
 * @param before the parameters at the end of the stage before; empty in the first
 * @param state  of this stage
 * @param cpu    that training has taken
 */
record AdapterCheckpoint(int stage, int step, float[] before, AdaptedLlama.State state, Duration cpu) {

    /**
     * Replaces the file as a whole.
     *
     * @param fingerprint of plan, data and base: only the same run may go on from it
     */
    void write(Path file, String fingerprint) throws IOException {
        ObjectNode place = JsonMapper.shared().createObjectNode()
                .put("stage", stage)
                .put("step", step)
                .put("optimiserStep", state.step())
                .put("cpuNanos", cpu.toNanos());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        SafeTensors.write(part, Map.of("run", fingerprint, "place", place.toString()), List.of(
                vector("parameters", state.parameters()),
                vector("mean", state.mean()),
                vector("square", state.square()),
                vector("before", before)));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Named vector(String name, float[] values) {
        return Named.floats(name, values, values.length);
    }

    /** @throws IOException if there is none, or one of another run */
    static AdapterCheckpoint read(Path file, String fingerprint) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no checkpoint " + file + " to resume from");
        }
        SafeTensors.Content content = SafeTensors.read(file);
        String run = content.metadata().getOrDefault("run", "");
        if (!run.equals(fingerprint)) {
            throw new IOException(file + " is of another run: " + run + ", and this one is " + fingerprint);
        }
        var place = JsonMapper.shared().readTree(content.metadata().getOrDefault("place", "{}"));
        return new AdapterCheckpoint(
                place.path("stage").asInt(),
                place.path("step").asInt(),
                content.tensor("before").floats(),
                new AdaptedLlama.State(
                        place.path("optimiserStep").asInt(),
                        content.tensor("parameters").floats(),
                        content.tensor("mean").floats(),
                        content.tensor("square").floats()),
                Duration.ofNanos(place.path("cpuNanos").asLong()));
    }
}
