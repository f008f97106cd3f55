package io.sluice.standalone.child;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The last belt: a shell of a few hundred kilobytes that knows the ids of the children and reads from this JVM. When
 * the pipe ends, this JVM is gone, however it died, and the guard stops what it still knows: SIGTERM, ten seconds,
 * SIGKILL. Child JVMs watch their own standard input too ({@link Leash}); Redis can't, and a hung JVM doesn't.
 */
final class Guard {

    private static final String SCRIPT = """
            pids=
            while read -r verb pid; do
              case $verb in
                watch) pids="$pids $pid" ;;
                gone) rest=; for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done; pids=$rest ;;
              esac
            done
            [ -n "$pids" ] || exit 0
            kill -TERM $pids 2>/dev/null
            i=0
            while [ $i -lt 100 ]; do
              alive=
              for p in $pids; do kill -0 "$p" 2>/dev/null && alive=1; done
              [ -n "$alive" ] || exit 0
              sleep 0.1
              i=$((i + 1))
            done
            kill -KILL $pids 2>/dev/null
            """;

    private static final Duration END_LIMIT = Duration.ofSeconds(2);

    private final Process process;
    private final Writer orders;

    private Guard(Process process) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.US_ASCII);
    }

    static Guard start() throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "sluice-guard"));
        return new Guard(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    long pid() {
        return process.pid();
    }

    synchronized void watch(long pid) throws IOException {
        order("watch", pid);
    }

    synchronized void gone(long pid) throws IOException {
        order("gone", pid);
    }

    /** Ends the guard, and waits a moment until it has. Children that it still knows are stopped by it. */
    synchronized void release() throws IOException {
        if (process.isAlive()) {
            orders.close();
        }
        try {
            process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void order(String verb, long pid) throws IOException {
        if (process.isAlive()) {
            orders.write(verb + " " + pid + "\n");
            orders.flush();
        }
    }
}
