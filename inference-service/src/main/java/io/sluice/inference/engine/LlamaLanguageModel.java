package io.sluice.inference.engine;

import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.kernel.Kernels;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A loaded Llama-family model: checks what callers ask for, cuts it into tiles, keeps the memory that results lie in. */
final class LlamaLanguageModel implements LanguageModel {

    /** Logit rows kept from call to call; a call may make more. */
    private static final int KEPT_ROWS_MAX = 64;

    private final ModelConfig config;
    private final ModelInfo info;
    private final ModelShape shape;
    private final Supplier<Kernels> kernels;
    private final Tokenizer tokenizer;
    private final ModelWeights weights;
    private final KvPagePool pool;
    private final ForwardPass pass;
    private final Runnable release;
    /** Models that read the weights, this one among them. */
    private final AtomicInteger readers;
    private final List<float[]> logitRows = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean selfChecked;

    /**
     * @param kernels makes a set for each pass, which is one thread's
     * @param release frees weights and tokenizer
     */
    LlamaLanguageModel(ModelConfig config, ModelWeights weights, ModelInfo info, Tokenizer tokenizer,
            Supplier<Kernels> kernels, Runnable release) {
        this(config, weights, info, tokenizer, kernels, release, new AtomicInteger(1));
    }

    private LlamaLanguageModel(ModelConfig config, ModelWeights weights, ModelInfo info, Tokenizer tokenizer,
            Supplier<Kernels> kernels, Runnable release, AtomicInteger readers) {
        this.config = config;
        this.weights = weights;
        this.kernels = kernels;
        this.readers = readers;
        this.info = info;
        this.tokenizer = tokenizer;
        this.shape = new ModelShape(config.layers(), config.width(), config.heads(), config.headSize(),
                config.vocabularySize(), config.kvHeads(), config.mlpWidth());
        this.pool = new KvPagePool(config);
        this.pass = new ForwardPass(config, weights, kernels.get(), pool);
        this.release = release;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public KvMemory kvMemory() {
        return pool.memory();
    }

    @Override
    public void limitKvMemory(long bytes) {
        pool.limit(bytes);
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public boolean selfChecked() {
        return selfChecked;
    }

    void markSelfChecked() {
        selfChecked = true;
    }

    @Override
    public LanguageModel twin() {
        if (closed.get() || readers.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException("the model is closed");
        }
        LlamaLanguageModel twin = new LlamaLanguageModel(config, weights, info, tokenizer, kernels, release, readers);
        twin.selfChecked = selfChecked;
        return twin;
    }

    @Override
    public KvCache allocate(int maxTokens) {
        if (maxTokens < 1 || maxTokens > config.contextLength()) {
            throw new IllegalArgumentException(
                    "maxTokens " + maxTokens + " is outside 1 to " + config.contextLength());
        }
        pool.provide(maxTokens);
        return new PagedKvCache(pool, maxTokens);
    }

    @Override
    public List<float[][]> forward(List<Segment> segments) {
        check(segments);
        segments.forEach(segment -> ((PagedKvCache) segment.cache()).slide());
        requirePages(segments);
        List<float[][]> results = results(segments);
        pass.clear();
        for (int s = 0; s < segments.size(); s++) {
            Segment segment = segments.get(s);
            PagedKvCache cache = (PagedKvCache) segment.cache();
            int[] tokens = segment.tokens();
            float[][] rows = results.get(s);
            cache.reserve(tokens.length);
            int firstWanted = tokens.length - rows.length;
            for (int i = 0; i < tokens.length; i++) {
                pass.add(cache, tokens[i], cache.length() + i, segment.hooks(),
                        i < firstWanted ? null : rows[i - firstWanted]);
                if (pass.isFull()) {
                    pass.run();
                }
            }
        }
        pass.run();
        for (Segment segment : segments) {
            ((PagedKvCache) segment.cache()).advance(segment.tokens().length);
        }
        return results;
    }

    private void check(List<Segment> segments) {
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("segments are empty");
        }
        Map<KvCache, Boolean> seen = segments.size() > 1 ? new IdentityHashMap<>() : Map.of();
        for (Segment segment : segments) {
            if (!(segment.cache() instanceof PagedKvCache cache) || !cache.isOf(pool)) {
                throw new IllegalArgumentException("a cache belongs to another model");
            }
            if (segments.size() > 1 && seen.put(cache, true) != null) {
                throw new IllegalArgumentException("a cache has two segments");
            }
            int length = segment.tokens().length;
            if (length == 0 || length > cache.room()) {
                throw new IllegalArgumentException("a segment has " + length + " tokens and its cache room for "
                        + cache.room() + (length == 0 ? "; at least one is needed" : ""));
            }
            checkTokens(segment);
        }
    }

    private void requirePages(List<Segment> segments) {
        int needed = 0;
        for (Segment segment : segments) {
            needed += ((PagedKvCache) segment.cache()).pagesFor(segment.tokens().length);
        }
        int free = pool.memory().pagesFree();
        if (needed > free) {
            throw new KvExhaustedException(needed, free);
        }
    }

    private void checkTokens(Segment segment) {
        segment.hooks().requireFit(shape);
        int end = config.vocabularySize() + segment.hooks().extraTokens();
        for (int token : segment.tokens()) {
            if (token < 0 || token >= end) {
                throw new IllegalArgumentException("token " + token + " is outside 0 to " + (end - 1));
            }
        }
    }

    private List<float[][]> results(List<Segment> segments) {
        if (logitRows.size() > KEPT_ROWS_MAX) {
            logitRows.subList(KEPT_ROWS_MAX, logitRows.size()).clear();
        }
        int used = 0;
        List<float[][]> results = new ArrayList<>(segments.size());
        for (Segment segment : segments) {
            float[][] rows = new float[switch (segment.wanted()) {
                case NONE -> 0;
                case LAST -> 1;
                case ALL -> segment.tokens().length;
            }][];
            for (int i = 0; i < rows.length; i++, used++) {
                if (used == logitRows.size()) {
                    logitRows.add(new float[config.vocabularySize()]);
                }
                rows[i] = logitRows.get(used);
            }
            results.add(rows);
        }
        return results;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && readers.decrementAndGet() == 0) {
            release.run();
        }
    }
}
