package io.sluice.inference.batching;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a slot. Next comes the tenant that was served least, in floating-point operations, and among
 * its requests the one that waits longest (Sheng et al., "Fairness in Serving Large Language Models", OSDI 2024, with
 * operations in place of weighted tokens, and start-time fair queueing's rule for who comes back: a tenant that had
 * nothing to ask for is not owed the time).
 *
 * <p>Operations count when a sequence starts ({@link Job#deposit}), so that a tenant can't take all free slots before its
 * first pass, and then for what it reads beyond. Two tenants that always wait are thus served alike to within what their
 * requests in the slots cost.
 */
final class FairLine {

    /** Tenants whose account is kept when they have nothing to ask for; the one asked for longest ago is forgotten. */
    private static final int ACCOUNTS_MAX = 1024;

    private final Map<String, Deque<Job>> waiting = new LinkedHashMap<>();
    private final Map<String, Double> served = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
            return size() > ACCOUNTS_MAX;
        }
    };
    /** What the tenant whose turn came last had been served by then; nobody starts with less. */
    private double now;

    void add(Job job) {
        String tenant = job.request.tenant();
        if (!waiting.containsKey(tenant)) {
            served.merge(tenant, now, Math::max);
        }
        waiting.computeIfAbsent(tenant, name -> new ArrayDeque<>()).add(job);
    }

    /** False when it did not wait. */
    boolean remove(Job job) {
        String tenant = job.request.tenant();
        Deque<Job> own = waiting.get(tenant);
        if (own == null || !own.remove(job)) {
            return false;
        }
        if (own.isEmpty()) {
            waiting.remove(tenant);
        }
        return true;
    }

    /** Whose turn it is; null when nobody waits that may start. */
    @Nullable Job next() {
        Job next = null;
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, Deque<Job>> each : waiting.entrySet()) {
            double account = served.getOrDefault(each.getKey(), now);
            if (account < least) {
                Job first = each.getValue().stream().filter(Job::mayStart).findFirst().orElse(null);
                if (first != null) {
                    next = first;
                    least = account;
                }
            }
        }
        return next;
    }

    /** One of its sequences starts. A request with more to start goes to the end of its tenant's line. */
    void started(Job job) {
        String tenant = job.request.tenant();
        remove(job);
        now = Math.max(now, served.getOrDefault(tenant, now));
        charge(tenant, job.deposit());
        if (!job.allStarted()) {
            add(job);
        }
    }

    void charge(String tenant, double flops) {
        served.merge(tenant, now + flops, (account, fresh) -> account + flops);
    }
}
