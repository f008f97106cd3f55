package io.sluice.standalone.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running child process. Its standard input stays open for as long as this JVM lives (see {@link Leash}); the lines
 * of its standard output are announcements or go to its console file, as does its standard error. It runs in a session
 * of its own where the system has {@code setsid}, so that Ctrl-C in the terminal reaches the supervisor alone, which
 * then stops its children in order.
 *
 * <p>Thread-safe.
 */
public final class Child {

    private static final Optional<Path> SETSID = findSetsid();
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private final ChildSpec spec;
    private final Process process;
    private final CompletableFuture<Void> outputRead = new CompletableFuture<>();
    private volatile boolean endExpected;

    private Child(ChildSpec spec, Process process) {
        this.spec = spec;
        this.process = process;
    }

    static Child start(ChildSpec spec, Consumer<Announcement> announcements) throws IOException {
        List<String> command = new ArrayList<>();
        SETSID.ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(spec.command());
        Files.createDirectories(spec.console().toAbsolutePath().getParent());
        Files.deleteIfExists(spec.console());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(spec.console().toFile()));
        builder.environment().putAll(spec.environment());
        Child child = new Child(spec, builder.start());
        // Not a virtual thread: reading a pipe holds its carrier, and there are as few as processors.
        Thread.ofPlatform().daemon().name(spec.name() + "-output").start(() -> child.read(announcements));
        return child;
    }

    public String name() {
        return spec.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code, 128 + n after signal n. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Waits for its end, at most so long. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** True once somebody asked for the end, so that it is no failure. */
    public boolean endExpected() {
        return endExpected;
    }

    /** Asks the process to stop, waits to its limit, then kills it. Returns when it is gone. */
    public void stop() {
        stop(spec.stopLimit());
    }

    void stop(Duration limit) {
        endExpected = true;
        // Process.destroy would also close the pipes, and with them lose the child's last words.
        process.toHandle().destroy();
        if (!ended(limit)) {
            kill();
        }
    }

    /** Kills at once, as {@code kill -9} does. */
    public void kill() {
        endExpected = true;
        process.toHandle().destroyForcibly();
        if (!ended(KILL_LIMIT)) {
            throw new IllegalStateException(spec.name() + " (process " + pid() + ") survives SIGKILL");
        }
    }

    /** The last lines of its logs, for a message about its death. */
    public String logTail() {
        return LogTail.of(spec.logs());
    }

    /** Waits, within a bound, until everything that the ended process printed is in its console file. */
    void awaitOutput() {
        // A grandchild may hold the pipe open.
        outputRead.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
    }

    ChildSpec spec() {
        return spec;
    }

    private boolean ended(Duration limit) {
        boolean interrupted = false;
        try {
            long end = System.nanoTime() + limit.toNanos();
            while (true) {
                try {
                    return process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // Leaving early would leave the process behind.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void read(Consumer<Announcement> announcements) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                Writer console = Files.newBufferedWriter(spec.console(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<Announcement> announcement = Announcement.parse(line);
                if (announcement.isPresent()) {
                    announcements.accept(announcement.get());
                } else {
                    console.write(line);
                    console.write('\n');
                    console.flush();
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException("reading what " + spec.name() + " prints", e);
            }
        } finally {
            outputRead.complete(null);
        }
    }

    private static Optional<Path> findSetsid() {
        return List.of("/usr/bin/setsid", "/bin/setsid").stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }
}
