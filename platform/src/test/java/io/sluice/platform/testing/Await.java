package io.sluice.platform.testing;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again until what is seen is what is wanted: for what another process or thread does in its own time. */
public final class Await {

    private static final int BETWEEN_MILLIS = 30;

    private Await() {
    }

    /**
     * @param what told, with what was seen last, where it does not come within the limit
     * @throws AssertionError then, or when the thread is interrupted
     */
    public static <T> T until(Duration limit, String what, Supplier<T> look, Predicate<T> wanted) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            T seen = look.get();
            if (wanted.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + limit + ": " + what + "; last seen " + seen);
            }
            try {
                Thread.sleep(BETWEEN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
