package io.sluice.benchmarks.engine.contender;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A contender in a process of its own. Every question has a time limit; closing ends the process. Used by one thread. */
public final class ContenderProcess implements AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final String END = "";
    private static final int LINES_MAX = 4;
    private static final long CLOSE_SECONDS = 20;
    private static final int REASON_LENGTH_MAX = 300;

    private final String name;
    private final Process process;
    private final Path log;
    private final BufferedWriter questions;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(LINES_MAX);

    private ContenderProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("answers of " + name).start(this::readAnswers);
    }

    /**
     * @param name    as people know it
     * @param folder  where the process runs
     * @param log     receives its standard error
     */
    public static ContenderProcess start(String name, List<String> command, Path folder, Path log) throws ContenderFailedException {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile());
            builder.environment().put("DJL_OFFLINE", "true");
            builder.environment().put("OPT_OUT_TRACKING", "true");
            return new ContenderProcess(name, builder.start(), log);
        } catch (IOException e) {
            throw new ContenderFailedException(name + " can't be started: " + e.getMessage());
        }
    }

    /** @throws ContenderFailedException when the process ends or the time is over; it has been ended then */
    public <T> T ask(Command command, Class<T> answer, Duration atMost) throws ContenderFailedException {
        String line;
        try {
            questions.write(JSON.writeValueAsString(command));
            questions.newLine();
            questions.flush();
            line = answers.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            line = END;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            line = null;
        }
        if (line == null) {
            process.destroyForcibly();
            throw new ContenderFailedException(name + " did not answer " + command.verb() + " within " + atMost.toSeconds() + " s");
        }
        if (line.equals(END)) {
            throw new ContenderFailedException(name + " ended during " + command.verb() + ": " + lastWords());
        }
        return JSON.readValue(line, answer);
    }

    /** Processor time that the process has used; 0 once it has ended. */
    public double cpuSeconds() {
        return process.info().totalCpuDuration().map(used -> used.toNanos() / 1e9).orElse(0.0);
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.put(line);
            }
            answers.put(END);
        } catch (IOException e) {
            // Ending the process closes what it wrote; whoever still waits has to know.
            answers.offer(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The exception that ended the process, else its last line. */
    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            Optional<String> cause = lines.stream().filter(line -> line.startsWith("Caused by:")).reduce((a, b) -> b);
            Optional<String> thrown = lines.stream().filter(line -> line.startsWith("Exception in thread")).reduce((a, b) -> b);
            Optional<String> last = lines.stream().filter(line -> !line.isBlank()).reduce((a, b) -> b);
            String words = cause.or(() -> thrown).or(() -> last).orElse("it wrote nothing");
            return words.substring(0, Math.min(REASON_LENGTH_MAX, words.length())) + " (all of it is in " + log + ")";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process: its input ends, and if it goes on all the same it is killed. */
    @Override
    public void close() {
        try {
            questions.close();
        } catch (IOException e) {
            // Its end of the pipe is gone: it has ended by itself.
        }
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
