package io.sluice.benchmarks.engine.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process of a contender that runs in a JVM: {@code sluice}, {@code jlama} or {@code memory}. Answers every
 * {@link Command}; what libraries print goes to standard error.
 */
public final class ContenderMain {

    /** What a process of this kind does. */
    interface Answers extends AutoCloseable {

        /** @return what becomes a line of JSON */
        Object answer(Command command) throws IOException, InterruptedException;

        @Override
        default void close() {
            // Most have nothing open.
        }
    }

    /** Numbers that a command does not need are left out of it. */
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    private ContenderMain() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = System.out;
        System.setOut(System.err);
        try (Answers answers = answers(arguments[0])) {
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                out.println(JSON.writeValueAsString(answers.answer(JSON.readValue(line, Command.class))));
                out.flush();
            }
        }
        // jlama leaves threads behind that would keep the process.
        System.exit(0);
    }

    private static Answers answers(String name) {
        return switch (name) {
            case "sluice" -> new ModelAnswers(new SluiceContender());
            case "jlama" -> new ModelAnswers(new JlamaContender());
            case "memory" -> command -> new MemoryReader(command.threads()).measure(command.seconds());
            default -> throw new IllegalArgumentException("there is no contender " + name);
        };
    }
}
