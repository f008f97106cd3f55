package io.sluice.standalone.kafka;

import io.sluice.standalone.child.ChildSpec;
import io.sluice.standalone.child.JavaCommand;
import io.sluice.standalone.child.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The broker as a child JVM: KRaft, one node, broker and controller in one. Its logs outlive it.
 *
 * @param directory of the log segments
 * @param logs      folder of the text logs
 * @param flags     more JVM flags, such as a cache to start from
 */
public record Broker(Path directory, Path logs, String host, int port, int controllerPort, String classPath, List<String> flags) {

    public static final String NAME = "kafka";
    /** Enough for the topics of one machine; the rest of the log is the page cache's business. */
    private static final List<String> SIZE = List.of("-Xms32m", "-Xmx256m", "-Xss512k", "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=48m", "-XX:MaxMetaspaceSize=128m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    public ChildSpec spec(Duration stopLimit) {
        Path console = logs.resolve(NAME + ".out");
        Path log = logs.resolve(NAME + ".log");
        List<String> all = new ArrayList<>(SIZE);
        all.add("-Dsluice.log=" + log);
        all.add("-Dlogback.configurationFile=standalone-logback.xml");
        all.addAll(flags);
        List<String> arguments = List.of(directory.toString(), host, String.valueOf(port), String.valueOf(controllerPort));
        return new ChildSpec(NAME, Tier.STORE, List.of(NAME), JavaCommand.of(all, BrokerMain.class.getName(), arguments),
                Map.of("CLASSPATH", classPath), console, List.of(log, console), Optional.empty(), stopLimit);
    }
}
