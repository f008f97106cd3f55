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

/**
 * A real Kafka broker (KRaft, one node) on a free port, in a child JVM. It keeps its port and its data over
 * {@link #kill()} and {@link #start()}. Starting takes one to three seconds: share one per test class (a static field),
 * or per JVM with {@link #shared()}.
 */
public final class TestBroker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final int port;
    private final Path directory;
    private final ServerProcess server;

    private TestBroker() {
        try {
            directory = Files.createTempDirectory("sluice-test-broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = ServerProcess.freePort();
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlogback.configurationFile=test-broker-logback.xml",
                TestBrokerMain.class.getName(), directory.resolve("data").toString(), HOST, Integer.toString(port),
                Integer.toString(ServerProcess.freePort()));
        server = new ServerProcess(command, Map.of("CLASSPATH", ServerProcess.classPath()), TestBrokerMain.READY::equals);
    }

    /** A port and an empty directory; nothing listens before {@link #start()}. */
    public static TestBroker notStarted() {
        return new TestBroker();
    }

    /** One for all tests of this JVM that neither stop it nor count on its topics being empty. */
    public static TestBroker shared() {
        return Shared.BROKER;
    }

    /** Returns once it serves. */
    public TestBroker start() {
        server.start(directory.resolve("broker.log"));
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

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Ends it and deletes its data. */
    @Override
    public void close() {
        server.kill();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        private static final TestBroker BROKER = started();

        private static TestBroker started() {
            TestBroker broker = notStarted().start();
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
            return broker;
        }
    }
}
