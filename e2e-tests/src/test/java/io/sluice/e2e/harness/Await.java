package io.sluice.e2e.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition by asking again and again, never longer than told. */
public final class Await {

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private Await() {
    }

    /**
     * @return the first value that meets the condition
     * @throws AssertionError with the last value seen when {@code limit} passes first
     */
    public static <T> T until(String what, Duration limit, Supplier<T> ask, Predicate<? super T> condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            T value = ask.get();
            if (condition.test(value)) {
                return value;
            }
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError("not within " + limit + ": " + what + "; last seen: " + value);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    public static void until(String what, Duration limit, Supplier<Boolean> condition) {
        until(what, limit, condition, Boolean::booleanValue);
    }
}
