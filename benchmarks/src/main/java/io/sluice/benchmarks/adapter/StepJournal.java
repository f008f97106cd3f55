package io.sluice.benchmarks.adapter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Outcomes on disk, one JSON line each, written as soon as they are there: a measurement that is stopped goes on where it
 * was. The key of an outcome is everything that decides it, the code's version included. Thread-safe.
 *
 * @param <T> what one step of the measurement gives: a record
 */
public final class StepJournal<T> {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder;
    private final Path lines;
    private final String code;
    private final Class<T> type;
    private final Map<String, T> known = new HashMap<>();

    @FunctionalInterface
    public interface Step<T> {
        T measure() throws IOException;
    }

    /**
     * @param name of the file, without ending
     * @param code version of the program: outcomes of another one don't count
     */
    public StepJournal(Path folder, String name, String code, Class<T> type) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.lines = file(folder, name);
        this.code = code;
        this.type = type;
        if (Files.exists(lines)) {
            for (String line : Files.readAllLines(lines)) {
                read(line);
            }
        }
    }

    /** Where the outcomes are; without it all is measured again. */
    public static Path file(Path folder, String name) {
        return folder.resolve(name + ".jsonl");
    }

    private void read(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            known.put(json.path("key").asString(), JSON.treeToValue(json.path("outcome"), type));
        } catch (JacksonException cut) {
            // The line that was being written when the process ended: what it was about is measured again.
        }
    }

    /** The step's outcome: the known one, or what it gives now. */
    public T known(String what, Step<T> step) throws IOException {
        Optional<T> known = find(what);
        if (known.isPresent()) {
            return known.get();
        }
        T outcome = step.measure();
        keep(what, outcome);
        return outcome;
    }

    public synchronized Optional<T> find(String what) {
        return Optional.ofNullable(known.get(code + " " + what));
    }

    public synchronized void keep(String what, T outcome) throws IOException {
        String key = code + " " + what;
        known.put(key, outcome);
        String line = JSON.writeValueAsString(Map.of("key", key, "outcome", outcome));
        // A line that was cut has no end.
        Files.writeString(lines, "\n" + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Where a training may keep its checkpoint. */
    Path checkpoint(String what) {
        return beside(what, ".safetensors");
    }

    /** A file that belongs to one outcome. */
    public Path beside(String what, String ending) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((code + " " + what).getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 8) + ending);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Where a trained adapter may be written for a moment. */
    Path scratch() {
        return folder.resolve("adapter");
    }
}
