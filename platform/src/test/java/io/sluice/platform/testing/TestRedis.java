package io.sluice.platform.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis on a free port, without persistence: {@link #kill()} loses what it held, as {@code FLUSHALL} does. It
 * keeps its port.
 */
public final class TestRedis implements AutoCloseable {

    private final int port = ServerProcess.freePort();
    private final Path directory;
    private final ServerProcess server;

    private TestRedis() {
        try {
            directory = Files.createTempDirectory("sluice-test-redis");
            File program = ExecutableProvider.newJarResourceProvider(directory.toFile()).get();
            server = new ServerProcess(List.of(program.getAbsolutePath(), "--port", Integer.toString(port), "--bind", "127.0.0.1",
                    "--save", "", "--appendonly", "no", "--dir", directory.toString()), Map.of(),
                    line -> line.contains("Ready to accept connections"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port only; nothing listens before {@link #start()}. */
    public static TestRedis notStarted() {
        return new TestRedis();
    }

    /** Returns once it serves. */
    public TestRedis start() {
        server.start(directory.resolve("redis.log"));
        return this;
    }

    /** As {@code kill -9}. */
    public void kill() {
        server.kill();
    }

    /** Connections stay open and nothing answers, until {@link #resume()}. */
    public void pause() {
        server.pause();
    }

    public void resume() {
        server.resume();
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.kill();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
