package io.sluice.gateway.admission;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * This gateway's own buckets for the time that Redis is away: each holds limit / replicas, so that all gateways together
 * keep the limit. Of more keys than {@value #KEYS_MAX} the one that was used longest ago is forgotten. Thread-safe.
 */
final class LocalBuckets {

    static final Duration PERIOD = Duration.ofMinutes(1);

    static final int KEYS_MAX = 10_000;

    private final int replicas;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > KEYS_MAX;
        }
    };

    LocalBuckets(int replicas) {
        this.replicas = Math.max(1, replicas);
    }

    int replicas() {
        return replicas;
    }

    RateLimits.Decision take(String key, long limit, long amount) {
        long share = share(limit);
        long taken = Math.min(amount, share);
        return RateLimits.Decision.of(bucket(key, limit).tryConsumeAndReturnRemaining(taken), taken, share, true);
    }

    /** @param more charged whatever the limit; negative: given back */
    void correct(String key, long limit, long more) {
        if (more > 0) {
            bucket(key, limit).consumeIgnoringRateLimits(more);
        } else {
            bucket(key, limit).addTokens(-more);
        }
    }

    private synchronized Bucket bucket(String key, long limit) {
        return buckets.computeIfAbsent(key, each -> Bucket.builder().addLimit(bandwidth(share(limit))).build());
    }

    private long share(long limit) {
        return Math.max(1, limit / replicas);
    }

    static Bandwidth bandwidth(long limit) {
        return Bandwidth.builder().capacity(limit).refillGreedy(limit, PERIOD).build();
    }
}
