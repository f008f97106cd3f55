package io.sluice.gateway.admission;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.redis.RedisGuard;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ConcurrentLruCache;
import reactor.core.publisher.Mono;

/**
 * Requests and tokens per minute for each key, in Redis, so that all gateways share them. Without Redis each gateway goes
 * on with {@link LocalBuckets} and says so. A bucket holds one minute's worth and refills evenly. A Redis that hangs is
 * asked by one request a second, so that the others do not wait for it. Thread-safe.
 */
public final class RateLimits {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);
    private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

    private final RedisGuard redis;
    private final LocalBuckets local;
    private final Counter degraded;
    private final AtomicLong askedAt = new AtomicLong();
    private volatile @Nullable Shared shared;
    private volatile boolean away;

    private record SharedKey(String key, long limit) {
    }

    /**
     * The buckets behind one connection. A bucket is changed by compare-and-set, which many requests at once would make
     * each other repeat: so those of this gateway for one bucket go together, and only gateways compete.
     */
    private record Shared(StatefulRedisConnection<String, byte[]> connection, ConcurrentLruCache<SharedKey, AsyncBucketProxy> buckets) {

        static Shared over(StatefulRedisConnection<String, byte[]> connection) {
            AsyncProxyManager<String> manager = Bucket4jLettuce.casBasedBuilder(connection)
                    .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(LocalBuckets.PERIOD))
                    .build().asAsync();
            return new Shared(connection, new ConcurrentLruCache<>(LocalBuckets.KEYS_MAX, key -> manager.builder()
                    .withOptimization(Optimizations.batching())
                    .build(key.key(), () -> CompletableFuture.completedFuture(
                            BucketConfiguration.builder().addLimit(LocalBuckets.bandwidth(key.limit())).build()))));
        }
    }

    /**
     * What a bucket said.
     *
     * @param allowed    taken
     * @param taken      how much; less than asked for where this gateway's part of the limit is less
     * @param limit      per minute
     * @param remaining  left now
     * @param retryAfter how long until it would be allowed; zero when it is
     * @param resetAfter how long until the bucket is full
     * @param local      Redis was away: this gateway's own bucket decided
     */
    public record Decision(boolean allowed, long taken, long limit, long remaining, Duration retryAfter, Duration resetAfter, boolean local) {

        static Decision of(ConsumptionProbe probe, long amount, long limit, boolean local) {
            return new Decision(probe.isConsumed(), probe.isConsumed() ? amount : 0, limit, probe.getRemainingTokens(),
                    Duration.ofNanos(probe.getNanosToWaitForRefill()), Duration.ofNanos(probe.getNanosToWaitForReset()), local);
        }
    }

    /** @param replicas gateways that share the limits, ≥ 1 */
    public RateLimits(RedisGuard redis, int replicas, MeterRegistry meters) {
        this.redis = redis;
        this.local = new LocalBuckets(replicas);
        this.degraded = Counter.builder("sluice.limits.local").description("decisions made without Redis").register(meters);
    }

    /** Takes {@code amount}, 1..limit, from the bucket {@code kind} of a key. */
    public Mono<Decision> take(Tenant tenant, String kind, long limit, long amount) {
        String key = key(tenant, kind, limit);
        return shared(key, limit, bucket -> bucket.tryConsumeAndReturnRemaining(amount))
                .map(probe -> Decision.of(probe, amount, limit, false))
                .switchIfEmpty(Mono.fromSupplier(() -> {
                    degraded.increment();
                    return local.take(key, limit, amount);
                }));
    }

    /**
     * Corrects what was taken once the real use is known, in the bucket that it was taken from: more is charged whatever
     * the limit, less is given back. With Redis away since then, its bucket is left to refill.
     */
    public Mono<Void> settle(Tenant tenant, String kind, long limit, Decision held, long used) {
        long more = used - held.taken();
        String key = key(tenant, kind, limit);
        if (more == 0) {
            return Mono.empty();
        }
        if (held.local()) {
            return Mono.fromRunnable(() -> local.correct(key, limit, more));
        }
        return shared(key, limit, bucket -> more > 0
                ? bucket.consumeIgnoringRateLimits(more).thenApply(penalty -> true)
                : bucket.addTokens(-more).thenApply(added -> true)).then();
    }

    /** Empty while Redis is away. */
    private <T> Mono<T> shared(String key, long limit, Function<AsyncBucketProxy, CompletableFuture<T>> use) {
        return Mono.defer(() -> {
            StatefulRedisConnection<String, byte[]> connection = redis.connected();
            if (connection == null) {
                left("not connected");
                return Mono.empty();
            }
            if (away && !mayAsk()) {
                return Mono.empty();
            }
            return Mono.fromFuture(() -> use.apply(over(connection).buckets().get(new SharedKey(key, limit))), true)
                    .timeout(redis.patience())
                    .doOnNext(answered -> back())
                    .onErrorResume(failure -> {
                        left(failure.getClass().getSimpleName());
                        return Mono.empty();
                    });
        });
    }

    private boolean mayAsk() {
        long last = askedAt.get();
        long now = System.nanoTime();
        return now - last >= QUIET_NANOS && askedAt.compareAndSet(last, now);
    }

    private void left(String why) {
        if (!away) {
            askedAt.set(System.nanoTime());
            away = true;
            LOG.warn("Redis is away ({}): rate limits are local, 1/{} of each key's", why, local.replicas());
        }
    }

    private void back() {
        if (away) {
            away = false;
            LOG.info("Redis is back: rate limits are shared again");
        }
    }

    private Shared over(StatefulRedisConnection<String, byte[]> connection) {
        Shared current = shared;
        if (current == null || current.connection() != connection) {
            current = Shared.over(connection);
            shared = current;
        }
        return current;
    }

    /** With the limit in it: a key file with another limit starts another bucket. */
    private static String key(Tenant tenant, String kind, long limit) {
        return "sluice:limit:" + kind + ":" + tenant.id() + ":" + tenant.sha256().substring(0, 16) + ":" + limit;
    }
}
