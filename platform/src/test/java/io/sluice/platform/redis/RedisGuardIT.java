package io.sluice.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.testing.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisGuardIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestRedis redis = TestRedis.notStarted();
    private RedisGuard guard;

    @BeforeEach
    void guard() {
        guard = new RedisGuard(redis.uri(), LIMIT, meters);
    }

    @AfterEach
    void close() {
        guard.close();
        redis.close();
    }

    @Test
    void startsWithoutRedisAndConnectsWhenItComes() throws Exception {
        assertThat(guard.connected()).isNull();
        assertThat(gauge()).isZero();

        redis.start();

        await("connected", () -> guard.connected() != null);
        assertThat(gauge()).isEqualTo(1);
        StatefulRedisConnection<String, byte[]> connection = Objects.requireNonNull(guard.connected());
        connection.sync().set("key", "value".getBytes(StandardCharsets.UTF_8));
        assertThat(connection.sync().get("key")).asString().isEqualTo("value");
    }

    @Test
    void aKilledRedisIsToldAtOnceAndFoundAgain() throws Exception {
        redis.start();
        await("connected", () -> guard.connected() != null);
        StatefulRedisConnection<String, byte[]> connection = Objects.requireNonNull(guard.connected());

        redis.kill();
        await("told", () -> guard.connected() == null);
        assertThatThrownBy(() -> connection.sync().get("key")).as("it is told, and not waited for")
                .isInstanceOf(RedisException.class).isNotInstanceOf(RedisCommandTimeoutException.class);

        redis.start();
        await("found again", () -> guard.connected() != null);
        await("usable", () -> answers(connection));
    }

    @Test
    void aRedisThatHangsCostsNoMoreThanTheTimeOut() throws Exception {
        redis.start();
        try (RedisGuard usual = new RedisGuard(redis.uri(), meters)) {
            await("connected", () -> usual.connected() != null);
            StatefulRedisConnection<String, byte[]> connection = Objects.requireNonNull(usual.connected());
            await("usable", () -> answers(connection));

            redis.pause();
            assertThatThrownBy(() -> connection.async().get("key").get()).cause().isInstanceOf(RedisCommandTimeoutException.class)
                    .hasMessageContaining("250 millisecond");
            redis.resume();

            await("usable again", () -> answers(connection));
        }
    }

    private static boolean answers(StatefulRedisConnection<String, byte[]> connection) {
        try {
            return "PONG".equals(connection.sync().ping());
        } catch (RedisException notYet) {
            return false;
        }
    }

    private double gauge() {
        return meters.get("sluice.redis.connected").gauge().value();
    }

    private static void await(String what, BooleanSupplier state) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!state.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            Thread.sleep(20);
        }
    }
}
