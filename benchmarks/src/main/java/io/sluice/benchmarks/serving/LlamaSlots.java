package io.sluice.benchmarks.serving;

import io.sluice.benchmarks.engine.contender.LlamaCpp;
import io.sluice.benchmarks.serving.ServingResult.Slots;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The same load in llama.cpp's batch of several sequences, at the same levels, in a process of its own. */
final class LlamaSlots {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SCRIPT = "llama-slots.mjs";

    private record Level(int inFlight, List<int[]> prompts) {
    }

    private record Command(String model, int threads, int slots, int positions, int answer, List<Level> levels) {
    }

    private record Answer(int inFlight, int tokens, double seconds, double cpuSeconds) {
    }

    private LlamaSlots() {
    }

    static List<Slots> measure(ServingOptions options, ServedFolder folder, PrintStream progress, Random random)
            throws IOException, ServingFailedException {
        LlamaCpp llamaCpp = LlamaCpp.in(options.cache().resolve("node"), progress::println);
        return switch (llamaCpp) {
            case LlamaCpp.Missing missing -> throw new ServingFailedException("llama.cpp can't be measured: " + missing.reason());
            case LlamaCpp.Installed there -> ask(there.folder(), command(options, folder, random));
        };
    }

    private static Command command(ServingOptions options, ServedFolder folder, Random random) {
        List<Level> levels = new ArrayList<>();
        for (int inFlight : options.inFlight()) {
            levels.add(new Level(inFlight, Stream.generate(() -> Ask.tokens(random, folder.vocabulary(), options.prompt()))
                    .limit(Math.max(4, 2 * inFlight)).toList()));
        }
        return new Command(Objects.requireNonNull(options.gguf()).toAbsolutePath().toString(), Runtime.getRuntime().availableProcessors(),
                Collections.max(options.inFlight()), options.prompt() + options.answer(), options.answer(), levels);
    }

    private static List<Slots> ask(Path folder, Command command) throws IOException, ServingFailedException {
        try (InputStream source = LlamaSlots.class.getResourceAsStream("/serving/" + SCRIPT)) {
            Files.copy(Objects.requireNonNull(source, SCRIPT), folder.resolve(SCRIPT), StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = Files.createTempFile("llama-slots-", ".log");
        Process process = new ProcessBuilder("node", SCRIPT).directory(folder.toFile()).redirectError(log.toFile()).start();
        try (BufferedWriter questions = process.outputWriter(StandardCharsets.UTF_8);
                BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
            questions.write(JSON.writeValueAsString(command));
            questions.newLine();
            questions.flush();
            List<Slots> slots = answers.lines().map(line -> JSON.readValue(line, Answer.class))
                    .map(each -> new Slots(each.inFlight(), each.tokens() / each.seconds(), each.tokens() / each.cpuSeconds())).toList();
            if (slots.size() != command.levels().size()) {
                throw new ServingFailedException("llama.cpp ended early; its log is " + log);
            }
            return slots;
        } finally {
            process.destroy();
        }
    }
}
