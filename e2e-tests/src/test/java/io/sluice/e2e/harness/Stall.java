package io.sluice.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Evidence of a request that nobody answers, taken while it waits: threads and live classes of every process that the tests
 * started, and the system's connections, where bytes that lie unread show who has stopped.
 */
final class Stall {

    private static final Path FOLDER = Path.of("target", "stalls");

    private Stall() {
    }

    static void record(String what) {
        Path folder = FOLDER.resolve(Instant.now().toString().replace(':', '-'));
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("request.txt"), what);
            for (String table : List.of("tcp", "tcp6")) {
                Files.write(folder.resolve(table), Files.readAllBytes(Path.of("/proc/net", table)));
            }
            for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
                for (String look : List.of("Thread.print", "GC.class_histogram")) {
                    Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                            Long.toString(process.pid()), look).redirectErrorStream(true)
                            .redirectOutput(folder.resolve(process.pid() + "-" + look + ".txt").toFile()).start();
                    jcmd.waitFor(10, TimeUnit.SECONDS);
                }
            }
        } catch (IOException e) {
            System.err.println("no evidence of the stall of " + what + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println(what + " is not answered; what was seen is in " + folder.toAbsolutePath());
    }
}
