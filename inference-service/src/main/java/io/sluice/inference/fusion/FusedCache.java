package io.sluice.inference.fusion;

import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One sequence's keys and values in every model; all hold the same tokens. */
final class FusedCache implements KvCache {

    private final List<KvCache> parts;

    private FusedCache(List<KvCache> parts) {
        this.parts = parts;
    }

    /** Made of one cache for each source; when one can't be had, those before it are given back. */
    static <T> FusedCache of(List<T> sources, Function<T, KvCache> cache) {
        List<KvCache> parts = new ArrayList<>(sources.size());
        try {
            sources.forEach(source -> parts.add(cache.apply(source)));
            return new FusedCache(parts);
        } catch (RuntimeException | Error failed) {
            parts.forEach(KvCache::close);
            throw failed;
        }
    }

    static FusedCache in(Segment segment) {
        if (segment.cache() instanceof FusedCache cache) {
            return cache;
        }
        throw new IllegalArgumentException("a cache belongs to another model");
    }

    KvCache part(int model) {
        return parts.get(model);
    }

    /** In the first so many models only. */
    void truncate(int models, int length) {
        parts.subList(0, models).forEach(part -> part.truncate(length));
    }

    @Override
    public int length() {
        return parts.getFirst().length();
    }

    @Override
    public void truncate(int length) {
        truncate(parts.size(), length);
    }

    @Override
    public int shortest() {
        return parts.stream().mapToInt(KvCache::shortest).max().orElse(0);
    }

    @Override
    public KvCache fork() {
        return of(parts, KvCache::fork);
    }

    @Override
    public KvCache fork(int firstTokens, int maxTokens) {
        return of(parts, part -> part.fork(firstTokens, maxTokens));
    }

    @Override
    public void close() {
        parts.forEach(KvCache::close);
    }
}
