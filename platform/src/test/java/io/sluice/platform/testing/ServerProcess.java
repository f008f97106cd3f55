package io.sluice.platform.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, so that a test can kill it, or stop it for a while, as operations does. */
public final class ServerProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final List<String> command;
    private final Map<String, String> environment;
    private final Predicate<String> readyLine;
    private @Nullable Process process;

    /** @param readyLine says whether a line on standard output means that the server serves */
    public ServerProcess(List<String> command, Map<String, String> environment, Predicate<String> readyLine) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.readyLine = readyLine;
        // A JVM that is killed leaves this undone; then the closed standard input ends the broker.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** Returns once it serves. */
    public synchronized void start(Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process started = builder.start();
            process = started;
            CompletableFuture<Boolean> ready = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> read(started, ready));
            if (!ready.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(command.getFirst() + " ended before it served:\n" + Files.readString(log));
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            kill();
            throw new AssertionError("can not start " + command, e);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while starting " + command, e);
        }
    }

    /** To start another JVM with what this one has; surefire hides it in a manifest when it is long, and either form starts one. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private void read(Process started, CompletableFuture<Boolean> ready) {
        try (BufferedReader lines = started.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (readyLine.test(line)) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.complete(false);
    }

    /** {@code SIGSTOP}: connections stay open and nothing answers. */
    public synchronized void pause() {
        signal("STOP");
    }

    public synchronized void resume() {
        signal("CONT");
    }

    /** {@code SIGKILL}; returns when it is gone. */
    public synchronized void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly();
        try {
            if (!running.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(command.getFirst() + " survives SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    private void signal(String name) {
        if (process == null) {
            throw new IllegalStateException("not running");
        }
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + name + " failed with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A port that nobody listens on now; never one twice, as some are chosen before any is used. */
    public static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
