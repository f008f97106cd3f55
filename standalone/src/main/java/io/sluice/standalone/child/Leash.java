package io.sluice.standalone.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A child JVM's tie to its supervisor. The supervisor holds the other end of standard input, so the end of that stream
 * means that the supervisor is gone, however it died, and the child then exits. Standard output carries
 * {@link Announcement}s; what else the program prints is sent to standard error, which is the child's log.
 */
public final class Leash {

    private static final Duration EXIT_LIMIT = Duration.ofSeconds(15);

    private final PrintStream supervisor;

    private Leash(PrintStream supervisor) {
        this.supervisor = supervisor;
    }

    /** To be called once, first thing in a child's {@code main}. */
    public static Leash attach() {
        Leash leash = new Leash(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setOut(System.err);
        InputStream input = System.in;
        Thread.ofPlatform().daemon().name("leash").start(() -> endWith(input));
        return leash;
    }

    public void announce(Announcement announcement) {
        supervisor.println(announcement.line());
    }

    private static void endWith(InputStream input) {
        try {
            while (input.read() >= 0) {
                // Only the end of the stream means something.
            }
        } catch (IOException e) {
            System.err.println("The supervisor's pipe broke: " + e.getMessage());
        }
        Thread.ofPlatform().daemon().name("leash-exit").start(() -> System.exit(1));
        haltAfter(EXIT_LIMIT);
    }

    /** A shutdown hook that hangs must not keep the process. */
    private static void haltAfter(Duration limit) {
        try {
            if (!new CountDownLatch(1).await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }
}
