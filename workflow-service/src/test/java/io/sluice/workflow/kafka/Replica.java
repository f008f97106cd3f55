package io.sluice.workflow.kafka;

import io.sluice.platform.testing.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A replica that can be killed. */
final class Replica implements AutoCloseable {

    private final ServerProcess process;
    private final Path log;

    Replica(String brokers, String name, Path directory, String world) {
        this.log = directory.resolve(name + ".log");
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlogback.configurationFile=test-broker-logback.xml",
                ReplicaMain.class.getName(), brokers, name, directory.resolve(name).toString(), world);
        this.process = new ServerProcess(command, Map.of("CLASSPATH", ServerProcess.classPath()), ReplicaMain.READY::equals);
    }

    /** Returns once it keeps runs. */
    Replica start() {
        process.start(log);
        return this;
    }

    /** As {@code kill -9}. */
    void kill() {
        process.kill();
    }

    /** Stands still, as a virtual machine that is moved. */
    void stop() {
        process.pause();
    }

    void goOn() {
        process.resume();
    }

    @Override
    public void close() {
        process.kill();
    }
}
