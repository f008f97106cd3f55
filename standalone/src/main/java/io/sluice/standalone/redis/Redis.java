package io.sluice.standalone.redis;

import io.sluice.standalone.child.ChildSpec;
import io.sluice.standalone.child.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Redis as a child process with an append-only file, so that limits and caches survive a restart.
 *
 * @param directory of the append-only file and of the unpacked program
 * @param logs      folder of the text log
 */
public record Redis(Path directory, Path logs, String host, int port) {

    public static final String NAME = "redis";
    /** Counters and small caches only. When it is full, writes are refused and the services use their local limits. */
    private static final String MEMORY = "64mb";
    private static final Duration PROBE_LIMIT = Duration.ofMillis(500);

    public ChildSpec spec(Duration stopLimit) throws IOException {
        Files.createDirectories(directory);
        Path program = RedisBinary.unpack(directory.resolve("bin"));
        Path console = logs.resolve(NAME + ".log");
        List<String> command = List.of(program.toString(),
                "--port", String.valueOf(port), "--bind", host, "--protected-mode", "yes", "--daemonize", "no",
                "--dir", directory.toString(), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
                "--maxmemory", MEMORY, "--maxmemory-policy", "noeviction", "--databases", "1", "--tcp-backlog", "128");
        return new ChildSpec(NAME, Tier.STORE, List.of(NAME), command, Map.of(), console, List.of(console),
                Optional.of(this::answers), stopLimit);
    }

    /** Redis can't announce itself: true once it answers PING, false while it isn't there or still loads its file. */
    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) PROBE_LIMIT.toMillis());
            socket.setSoTimeout((int) PROBE_LIMIT.toMillis());
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return answer.read() == '+';
        } catch (IOException notYet) {
            return false;
        }
    }
}
