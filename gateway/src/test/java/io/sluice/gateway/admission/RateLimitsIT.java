package io.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.admission.RateLimits.Decision;
import io.sluice.platform.redis.RedisGuard;
import io.sluice.platform.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Timeout(120)
class RateLimitsIT {

    private static final Tenant TENANT = new Tenant("me", "a".repeat(64), false, 10, 1000);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestRedis redis = TestRedis.notStarted().start();
    /** Patient, except where Redis hangs: what is asked of a Redis that answers must not depend on how busy the machine is. */
    private final RedisGuard guard = new RedisGuard(redis.uri(), PATIENCE, meters);

    @AfterEach
    void stop() {
        guard.close();
        redis.close();
    }

    @Test
    void gatewaysShareOneBucket() {
        connected();
        RateLimits one = new RateLimits(guard, 2, meters);
        RateLimits other = new RateLimits(guard, 2, meters);
        int allowed = 0;
        for (int i = 0; i < 20; i++) {
            allowed += get((i % 2 == 0 ? one : other).take(TENANT, "requests", 10, 1)).allowed() ? 1 : 0;
        }
        // A token comes back every six seconds.
        assertThat(allowed).isBetween(10, 12);
    }

    @Test
    void parallelReservationsOfTwoGatewaysNeverOverspendAndAllAreShared() {
        connected();
        try (RedisGuard secondGuard = new RedisGuard(redis.uri(), PATIENCE, meters)) {
            await(() -> secondGuard.connected() != null);
            List<RateLimits> gateways = List.of(new RateLimits(guard, 2, meters), new RateLimits(secondGuard, 2, meters));
            gateways.forEach(gateway -> get(gateway.take(TENANT, "other", 1000, 1)));
            List<Decision> decisions = get(Flux.range(0, 200)
                    .flatMap(i -> gateways.get(i % 2).take(TENANT, "tokens", 1000, 100), 200).collectList());

            assertThat(decisions).noneMatch(Decision::local);
            // Of 1000 tokens ten reservations of 100, and one more at most for what flows back meanwhile.
            assertThat(decisions.stream().filter(Decision::allowed)).hasSizeBetween(10, 11);
        }
    }

    @Test
    void settlingGivesBackWhatWasNotUsed() {
        connected();
        RateLimits limits = new RateLimits(guard, 1, meters);
        Decision held = get(limits.take(TENANT, "tokens", 1000, 1000));
        assertThat(held.allowed()).isTrue();
        assertThat(get(limits.take(TENANT, "tokens", 1000, 500)).allowed()).isFalse();
        limits.settle(TENANT, "tokens", 1000, held, 100).toFuture().join();
        assertThat(get(limits.take(TENANT, "tokens", 1000, 500)).allowed()).isTrue();
    }

    @Test
    void withoutRedisEachGatewayTakesItsShareAndSaysSo() {
        connected();
        RateLimits limits = new RateLimits(guard, 2, meters);
        assertThat(get(limits.take(TENANT, "requests", 10, 1)).local()).isFalse();

        redis.kill();
        await(() -> get(limits.take(TENANT, "other", 1_000_000, 1)).local());
        int allowed = 0;
        for (int i = 0; i < 20; i++) {
            Decision decision = get(limits.take(TENANT, "requests", 10, 1));
            assertThat(decision.local()).isTrue();
            allowed += decision.allowed() ? 1 : 0;
        }
        assertThat(allowed).isBetween(5, 6);
        assertThat(meters.counter("sluice.limits.local").count()).isGreaterThan(20);

        redis.start();
        await(() -> !get(limits.take(TENANT, "other", 1_000_000, 1)).local());
    }

    @Test
    void aRedisThatHangsCostsAQuarterOfASecondAndOnlyOneRequestASecond() {
        try (RedisGuard usual = new RedisGuard(redis.uri(), meters)) {
            await(() -> usual.connected() != null);
            RateLimits limits = new RateLimits(usual, 1, meters);
            await(() -> !get(limits.take(TENANT, "requests", 1_000_000, 1)).local());
            redis.pause();
            assertThat(get(limits.take(TENANT, "requests", 1_000_000, 1)).local()).isTrue();
            long began = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(get(limits.take(TENANT, "requests", 1_000_000, 1)).local()).isTrue();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(RedisGuard.COMMAND_PATIENCE.multipliedBy(100 / 4));
            redis.resume();
            await(() -> !get(limits.take(TENANT, "requests", 1_000_000, 1)).local());
        }
    }

    @Test
    void whatWasTakenLocallyIsGivenBackLocally() {
        connected();
        RateLimits limits = new RateLimits(guard, 1, meters);
        redis.kill();
        await(() -> get(limits.take(TENANT, "other", 1_000_000, 1)).local());
        Decision held = get(limits.take(TENANT, "tokens", 1000, 1000));
        assertThat(held.local()).isTrue();

        redis.start();
        await(() -> !get(limits.take(TENANT, "other", 1_000_000, 1)).local());
        limits.settle(TENANT, "tokens", 1000, held, 10).toFuture().join();

        assertThat(get(limits.take(TENANT, "tokens", 1000, 1000)).remaining()).as("nobody took from the shared bucket").isZero();
        redis.kill();
        await(() -> get(limits.take(TENANT, "other", 1_000_000, 1)).local());
        assertThat(get(limits.take(TENANT, "tokens", 1000, 900)).allowed()).isTrue();
    }

    private void connected() {
        await(() -> guard.connected() != null);
    }

    private static <T> T get(Mono<T> mono) {
        return mono.toFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
