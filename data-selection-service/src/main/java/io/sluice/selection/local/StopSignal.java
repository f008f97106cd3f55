package io.sluice.selection.local;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that made it when the process is asked to end, and holds the end up until that thread has tidied up. */
final class StopSignal implements AutoCloseable {

    private static final int SECONDS_MAX = 20;

    private final CountDownLatch tidy = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean came;

    StopSignal() {
        Thread working = Thread.currentThread();
        hook = new Thread(() -> {
            came = true;
            if (tidy.getCount() > 0) {
                working.interrupt();
            }
            try {
                tidy.await(SECONDS_MAX, TimeUnit.SECONDS);
            } catch (InterruptedException enough) {
                Thread.currentThread().interrupt();
            }
        }, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean came() {
        return came;
    }

    @Override
    public void close() {
        tidy.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook is running, and has nothing more to wait for.
        }
    }
}
