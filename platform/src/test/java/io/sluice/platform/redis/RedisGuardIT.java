package io.sluice.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        guard = new RedisGuard(redis.uri(), meters);
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
        long began = System.nanoTime();
        assertThatThrownBy(() -> connection.sync().get("key")).isInstanceOf(io.lettuce.core.RedisException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));

        redis.start();
        await("found again", () -> guard.connected() != null);
        await("usable", () -> "PONG".equals(connection.sync().ping()));
    }

    @Test
    void aRedisThatHangsCostsNoMoreThanTheTimeOut() throws Exception {
        redis.start();
        await("connected", () -> guard.connected() != null);
        StatefulRedisConnection<String, byte[]> connection = Objects.requireNonNull(guard.connected());
        connection.sync().ping();

        redis.pause();
        long began = System.nanoTime();
        assertThatThrownBy(() -> connection.async().get("key").get()).hasCauseInstanceOf(io.lettuce.core.RedisCommandTimeoutException.class);
        Duration cost = Duration.ofNanos(System.nanoTime() - began);
        redis.resume();

        assertThat(cost).isBetween(RedisGuard.COMMAND_PATIENCE.minusMillis(50), RedisGuard.COMMAND_PATIENCE.plusSeconds(1));
        await("usable", () -> "PONG".equals(connection.sync().ping()));
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
