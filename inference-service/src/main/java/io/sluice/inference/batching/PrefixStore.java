package io.sluice.inference.batching;

import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.hook.Hooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of what was read before, so that a request that begins alike need not read it again. Two sources: the
 * sequences that are running, and those that ended, of which it keeps the caches until their pages are needed or too many
 * are kept. A prefix may have any length; it is found by comparing tokens, so there are no false hits, and what it holds is
 * what the request would have computed, bit for bit.
 *
 * <p>Nothing is shared between tenants, nor between sequences with different hooks: a hit shows in the time to the first
 * token. When something has to go, the tenant that keeps most tokens loses what it used longest ago.
 *
 * <p>A sequence that has left its beginning behind a sliding window serves only requests that begin with nearly all of it
 * ({@link KvCache#shortest}); so its prompt is kept for itself.
 *
 * <p>Used by the engine thread; the figures may be read from any.
 */
final class PrefixStore {

    /** A shorter prefix is read again: taking it over would cost a copy of its page. */
    static final int LEAST = 16;

    /** Sequences that may share. */
    record Key(String tenant, LanguageModel model, Hooks hooks) {
    }

    /** A sequence that is being read or written; its cache belongs to its lane. */
    private record Running(Key key, Job job, int[] prompt, KvCache cache) {

        int serves(int[] other) {
            return forkable(cache, Math.min(common(prompt, other), cache.length()));
        }
    }

    /** A sequence that ended; its cache belongs to the store. */
    private record Kept(Key key, int[] tokens, KvCache cache) {

        int serves(int[] prompt) {
            return forkable(cache, common(tokens, prompt));
        }

        /** Whoever begins with those tokens is as well served by this one. */
        boolean replaces(Key other, int[] first) {
            return key.equals(other) && first.length >= cache.shortest() && begins(tokens, first);
        }
    }

    private final int most;
    private final List<Running> running = new ArrayList<>();
    /** Least recently used first. */
    private final List<Kept> kept = new ArrayList<>();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong tokensSaved = new AtomicLong();
    private volatile int entries;
    private volatile long bytes;

    /** @param most sequences that are kept after they ended; 0 switches all sharing between requests off */
    PrefixStore(int most) {
        this.most = most;
    }

    /** A running sequence is about to have read a longer prefix than any that is known: waiting is cheaper than reading. */
    boolean isComing(Key key, int[] prompt) {
        int known = longest(key, prompt);
        for (Running each : running) {
            if (each.key.equals(key) && each.job.moves()) {
                int shared = common(each.prompt, prompt);
                if (shared >= known + LEAST && each.cache.length() < shared) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Tokens of the longest known prefix; what holds it counts as used. At least the prompt's last token is left to read. */
    int longest(Key key, int[] prompt) {
        int known = 0;
        for (Running each : running) {
            if (each.key.equals(key)) {
                known = Math.max(known, each.serves(prompt));
            }
        }
        Kept best = null;
        for (Kept each : kept) {
            int shared = each.key.equals(key) ? each.serves(prompt) : 0;
            if (shared > known) {
                best = each;
                known = shared;
            }
        }
        if (best != null) {
            kept.remove(best);
            kept.add(best);
        }
        return known < LEAST ? 0 : known;
    }

    /** A cache that holds the longest known prefix of the prompt, maybe nothing. */
    KvCache open(Key key, int[] prompt, int maxTokens) {
        int known = longest(key, prompt);
        if (known == 0) {
            return key.model.allocate(maxTokens);
        }
        hits.incrementAndGet();
        tokensSaved.addAndGet(known);
        return source(key, prompt, known).fork(known, maxTokens);
    }

    private KvCache source(Key key, int[] prompt, int known) {
        for (Running each : running) {
            if (each.key.equals(key) && each.serves(prompt) == known) {
                return each.cache;
            }
        }
        return kept.getLast().cache;
    }

    /** From now on others may fork what this cache has read of the prompt, until {@link #ended}. */
    void reading(Key key, Job job, int[] prompt, KvCache cache) {
        if (most > 0) {
            running.add(new Running(key, job, prompt, cache));
        }
    }

    /** The cache will be closed, or was handed over. */
    void ended(KvCache cache) {
        running.removeIf(each -> each.cache == cache);
    }

    /**
     * Takes the cache over.
     *
     * @param tokens what was read into it, or the first of them
     */
    void keep(Key key, int[] tokens, KvCache cache) {
        if (most == 0 || tokens.length < LEAST || kept.stream().anyMatch(each -> each.replaces(key, tokens))) {
            cache.close();
            return;
        }
        cache.truncate(tokens.length);
        Kept latest = new Kept(key, tokens, cache);
        for (Kept each : List.copyOf(kept)) {
            if (latest.replaces(each.key, each.tokens)) {
                drop(each);
            }
        }
        kept.add(latest);
        while (kept.size() > most) {
            drop(leastWorth(null));
        }
        count();
    }

    /** The prompt was read, and its beginning will be given back while the answer grows: requests that begin alike may come. */
    void keepPrompt(Key key, int[] prompt, KvCache cache) {
        if (cache.shortest() <= prompt.length) {
            keep(key, prompt, cache.fork(prompt.length, prompt.length));
        }
    }

    private static int forkable(KvCache cache, int length) {
        return length < cache.shortest() ? 0 : length;
    }

    private static boolean begins(int[] tokens, int[] first) {
        return first.length <= tokens.length && Arrays.equals(tokens, 0, first.length, first, 0, first.length);
    }

    /** The model leaves: what is kept of it is for nobody. */
    void forget(LanguageModel model) {
        List.copyOf(kept).stream().filter(each -> each.key.model == model).forEach(this::drop);
        count();
    }

    /** Frees pages of the model; false when nothing is kept for it. */
    boolean evict(LanguageModel model) {
        Kept worst = leastWorth(model);
        if (worst == null) {
            return false;
        }
        drop(worst);
        count();
        return true;
    }

    /** @param model absent: of any model */
    private @Nullable Kept leastWorth(@Nullable LanguageModel model) {
        Map<String, Long> tokens = new HashMap<>();
        kept.stream().filter(each -> model == null || each.key.model.base() == model.base())
                .forEach(each -> tokens.merge(each.key.tenant, (long) each.tokens.length, Long::sum));
        long largest = tokens.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return kept.stream().filter(each -> model == null || each.key.model.base() == model.base())
                .filter(each -> tokens.get(each.key.tenant) == largest).findFirst().orElse(null);
    }

    private void drop(@Nullable Kept each) {
        if (each != null) {
            kept.remove(each);
            each.cache.close();
        }
    }

    private void count() {
        long held = 0;
        for (Kept each : kept) {
            KvMemory memory = each.key.model.kvMemory();
            held += memory.pages(each.tokens.length) * memory.bytesPerPage();
        }
        bytes = held;
        entries = kept.size();
    }

    /** First tokens that both have, short of the prompt's last. */
    private static int common(int[] tokens, int[] prompt) {
        int end = Math.min(tokens.length, prompt.length - 1);
        int differs = Arrays.mismatch(tokens, 0, end, prompt, 0, end);
        return differs < 0 ? end : differs;
    }

    void close() {
        kept.forEach(each -> each.cache.close());
        kept.clear();
        count();
    }

    /** Prompts that began with a known prefix, over all models. */
    long hits() {
        return hits.get();
    }

    long tokensSaved() {
        return tokensSaved.get();
    }

    int entries() {
        return entries;
    }

    /** Of the sequences kept; a page that two of them share counts twice. */
    long bytes() {
        return bytes;
    }
}
