package io.sluice.gateway.admission;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.redis.RedisGuard;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Requests and tokens per minute for each key, in Redis, so that all gateways share them. Without Redis each gateway goes
 * on with its share, limit / replicas, and says so. A bucket holds one minute's worth and refills evenly.
 */
public final class RateLimits {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int LOCAL_MAX = 10_000;

    private final RedisGuard redis;
    private final int replicas;
    private final Counter degraded;
    private final Map<String, Bucket> local = new LinkedHashMap<>();
    private volatile @Nullable Shared shared;
    private volatile boolean away;

    private record Shared(StatefulRedisConnection<String, byte[]> connection, AsyncProxyManager<String> buckets) {
    }

    /**
     * What a bucket said.
     *
     * @param allowed   taken
     * @param limit     per minute
     * @param remaining left now
     * @param retryAfter how long until it would be allowed; zero when it is
     * @param local     Redis was away: this gateway's own bucket decided
     */
    public record Decision(boolean allowed, long limit, long remaining, Duration retryAfter, boolean local) {
    }

    public RateLimits(RedisGuard redis, int replicas, MeterRegistry meters) {
        this.redis = redis;
        this.replicas = Math.max(1, replicas);
        this.degraded = Counter.builder("sluice.limits.local").description("decisions made without Redis").register(meters);
    }

    /** Takes {@code amount} from the bucket {@code kind} of a key. */
    public Mono<Decision> take(Tenant tenant, String kind, long limit, long amount) {
        String key = key(tenant, kind);
        return use(key, limit, bucket -> bucket.tryConsumeAndReturnRemaining(amount).thenApply(probe -> decision(probe, limit, false)),
                () -> decision(localBucket(key, limit).tryConsumeAndReturnRemaining(Math.min(amount, share(limit))), share(limit), true));
    }

    /** Corrects a reservation once the real amount is known: positive takes more, whatever the limit; negative gives back. */
    public Mono<Void> settle(Tenant tenant, String kind, long limit, long difference) {
        if (difference == 0) {
            return Mono.empty();
        }
        String key = key(tenant, kind);
        return use(key, limit, bucket -> difference > 0
                        ? bucket.consumeIgnoringRateLimits(difference).thenApply(ignored -> true)
                        : bucket.addTokens(-difference).thenApply(ignored -> true),
                () -> {
                    if (difference > 0) {
                        localBucket(key, limit).consumeIgnoringRateLimits(difference);
                    } else {
                        localBucket(key, limit).addTokens(-difference);
                    }
                    return true;
                }).then();
    }

    private <T> Mono<T> use(String key, long limit, Function<AsyncBucketProxy, CompletableFuture<T>> remote, java.util.function.Supplier<T> locally) {
        StatefulRedisConnection<String, byte[]> connection = redis.connected();
        if (connection == null) {
            return Mono.fromSupplier(() -> fallback(locally));
        }
        return Mono.fromFuture(() -> remote.apply(manager(connection).builder()
                        .build(key, () -> CompletableFuture.completedFuture(configuration(limit)))))
                .timeout(RedisGuard.COMMAND_PATIENCE)
                .doOnNext(answered -> back())
                .onErrorResume(failure -> Mono.fromSupplier(() -> fallback(locally)));
    }

    private <T> T fallback(java.util.function.Supplier<T> locally) {
        degraded.increment();
        if (!away) {
            away = true;
            LOG.warn("Redis is away: rate limits are local, 1/{} of each key's", replicas);
        }
        return locally.get();
    }

    private void back() {
        if (away) {
            away = false;
            LOG.info("Redis is back: rate limits are shared again");
        }
    }

    private AsyncProxyManager<String> manager(StatefulRedisConnection<String, byte[]> connection) {
        Shared current = shared;
        if (current == null || current.connection() != connection) {
            current = new Shared(connection, Bucket4jLettuce.casBasedBuilder(connection)
                    .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(PERIOD))
                    .build().asAsync());
            shared = current;
        }
        return current.buckets();
    }

    private synchronized Bucket localBucket(String key, long limit) {
        Bucket bucket = local.computeIfAbsent(key + "@" + limit, each -> Bucket.builder().addLimit(bandwidth(share(limit))).build());
        if (local.size() > LOCAL_MAX) {
            local.remove(local.keySet().iterator().next());
        }
        return bucket;
    }

    private long share(long limit) {
        return Math.max(1, limit / replicas);
    }

    private static String key(Tenant tenant, String kind) {
        return "sluice:limit:" + kind + ":" + tenant.id() + ":" + tenant.sha256().substring(0, 16);
    }

    private static BucketConfiguration configuration(long limit) {
        return BucketConfiguration.builder().addLimit(bandwidth(limit)).build();
    }

    private static Bandwidth bandwidth(long limit) {
        return Bandwidth.builder().capacity(limit).refillGreedy(limit, PERIOD).build();
    }

    private static Decision decision(ConsumptionProbe probe, long limit, boolean local) {
        return new Decision(probe.isConsumed(), limit, probe.getRemainingTokens(), Duration.ofNanos(probe.getNanosToWaitForRefill()), local);
    }
}
