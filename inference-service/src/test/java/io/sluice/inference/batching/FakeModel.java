package io.sluice.inference.batching;

import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvExhaustedException;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelInfo;
import io.sluice.inference.engine.Tokenizer;
import io.sluice.inference.engine.hook.ModelShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logits are a hash of every token before them, so that a model that read the wrong tokens, or in the wrong order, says
 * something else. Mostly letters a..h, sometimes anything; sure and unsure positions alternate at random. It watches over
 * the engine's side of the contract and keeps count of caches.
 */
public class FakeModel implements LanguageModel {

    private static final int CONTEXT = 512;
    static final int PAGE = 16;
    private static final long PAGE_BYTES = 1000;

    private final ModelInfo info;
    private final FakeTokenizer tokenizer;
    private final long salt;
    private final AtomicReference<@Nullable Thread> caller = new AtomicReference<>();
    public final AtomicInteger openCaches = new AtomicInteger();
    public final AtomicInteger passes = new AtomicInteger();
    final AtomicLong rows = new AtomicLong();
    final List<List<Integer>> segmentLengths = new ArrayList<>();
    /** Runs inside every pass, on the engine thread. */
    public volatile Runnable duringPass = () -> { };
    /** Sees what every pass is asked for, on the engine thread, before it begins. */
    public volatile Consumer<List<Segment>> beforePass = segments -> { };
    /** After this token all logits are NaN. */
    public volatile int poison = -1;
    private final AtomicInteger pagesHeld = new AtomicInteger();
    private volatile int pagesMax = Integer.MAX_VALUE;
    /** Positions that a sequence can see; it claims to look no farther, though what it says depends on all tokens. */
    volatile int window = KvMemory.EVERYTHING;

    public FakeModel(String name, long parameters, long salt) {
        this(name, parameters, salt, "<end>");
    }

    FakeModel(String name, long parameters, long salt, String endName) {
        this.info = new ModelInfo(name, parameters, CONTEXT, FakeTokenizer.SIZE, "digest-" + name, Set.of(FakeTokenizer.END),
                2.0 * parameters, 64);
        this.tokenizer = new FakeTokenizer(endName);
        this.salt = salt;
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
        return new KvMemory(PAGE, PAGE_BYTES, pagesHeld.get(), pagesMax, reach());
    }

    private int reach() {
        return window == KvMemory.EVERYTHING ? window : window - 1 + KvCache.BACK;
    }

    @Override
    public void limitKvMemory(long bytes) {
        pagesMax = (int) Math.min(Integer.MAX_VALUE, bytes / PAGE_BYTES);
    }

    @Override
    public ModelShape shape() {
        return new ModelShape(1, 16, 1, 16, FakeTokenizer.SIZE, 1, 16);
    }

    @Override
    public LanguageModel twin() {
        return new FakeModel(info.name(), info.parameters(), salt, tokenizer.nameOf(FakeTokenizer.END));
    }

    @Override
    public KvCache allocate(int maxTokens) {
        if (maxTokens < 1 || maxTokens > CONTEXT) {
            throw new IllegalArgumentException("maxTokens " + maxTokens);
        }
        return new Cache(new int[maxTokens], 0, 0, List.of());
    }

    @Override
    public List<float[][]> forward(List<Segment> segments) {
        if (!caller.compareAndSet(null, Thread.currentThread())) {
            throw new AssertionError("two threads at once");
        }
        try {
            return read(segments);
        } finally {
            caller.set(null);
        }
    }

    private List<float[][]> read(List<Segment> segments) {
        duringPass.run();
        beforePass.accept(segments);
        if (segments.isEmpty() || caches(segments).size() != segments.size()) {
            throw new AssertionError("no segment, or a cache twice");
        }
        segments.forEach(segment -> ((Cache) segment.cache()).slide());
        int needed = segments.stream().mapToInt(segment -> ((Cache) segment.cache()).pagesFor(segment.tokens().length)).sum();
        if (needed > kvMemory().pagesFree()) {
            throw new KvExhaustedException(needed, kvMemory().pagesFree());
        }
        passes.incrementAndGet();
        synchronized (segmentLengths) {
            segmentLengths.add(segments.stream().map(segment -> segment.tokens().length).toList());
        }
        List<float[][]> all = new ArrayList<>();
        for (Segment segment : segments) {
            Cache cache = (Cache) segment.cache();
            if (segment.tokens().length == 0) {
                throw new AssertionError("an empty segment");
            }
            List<float[]> wanted = new ArrayList<>();
            cache.reserve(segment.tokens().length);
            for (int i = 0; i < segment.tokens().length; i++) {
                cache.append(segment.tokens()[i]);
                boolean last = i == segment.tokens().length - 1;
                if (segment.wanted() == Logits.ALL || segment.wanted() == Logits.LAST && last) {
                    wanted.add(logits(cache.tokens, cache.length));
                }
            }
            rows.addAndGet(segment.tokens().length);
            all.add(wanted.toArray(float[][]::new));
        }
        return all;
    }

    private static Map<KvCache, Boolean> caches(List<Segment> segments) {
        Map<KvCache, Boolean> map = new IdentityHashMap<>();
        segments.forEach(segment -> map.put(segment.cache(), true));
        return map;
    }

    /** Raw logits after the first {@code length} tokens. */
    float[] logits(int[] tokens, int length) {
        long hash = salt;
        for (int i = 0; i < length; i++) {
            hash = mix(hash ^ tokens[i] + 0x9E37L);
        }
        float sureness = (hash & 3) == 0 ? 1 : (hash & 3) == 1 ? 2.5f : 8;
        float[] logits = new float[FakeTokenizer.SIZE];
        if (length > 0 && tokens[length - 1] == poison) {
            Arrays.fill(logits, Float.NaN);
            return logits;
        }
        for (int id = 0; id < logits.length; id++) {
            float noise = (mix(hash + id * 0x5851F42DL) >>> 40) / (float) (1 << 24);
            boolean letter = id >= 'a' && id <= 'h';
            logits[id] = sureness * noise + (letter ? 4 : id == FakeTokenizer.END ? 1.8f : id >= 0xC0 && id < 256 ? 0 : -2);
        }
        return logits;
    }

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private static final class Page {
        int holders;
    }

    private Page take() {
        pagesHeld.incrementAndGet();
        return share(new Page());
    }

    private static Page share(Page page) {
        page.holders++;
        return page;
    }

    private void release(Page page) {
        if (--page.holders == 0) {
            pagesHeld.decrementAndGet();
        }
    }

    /** Counts pages as the real one does: forks share them until they write. */
    private final class Cache implements KvCache {

        private final int[] tokens;
        private final List<Page> pages = new ArrayList<>();
        private int length;
        private int gone;
        private boolean closed;

        Cache(int[] tokens, int length, int gone, List<Page> shared) {
            this.tokens = tokens;
            this.length = length;
            this.gone = gone;
            for (int i = 0; i < shared.size(); i++) {
                pages.add(i < gone ? shared.get(i) : share(shared.get(i)));
            }
            openCaches.incrementAndGet();
        }

        private boolean copies() {
            int first = length / PAGE;
            return first < pages.size() && pages.get(first).holders > 1;
        }

        int pagesFor(int count) {
            check();
            return (copies() ? 1 : 0) + Math.max(0, Math.ceilDiv(length + count, PAGE) - pages.size());
        }

        void slide() {
            check();
            while (gone < Math.max(0, length - reach()) / PAGE) {
                release(pages.get(gone++));
            }
        }

        @Override
        public int shortest() {
            check();
            return gone == 0 ? 0 : gone * PAGE + window - 1;
        }

        void reserve(int count) {
            if (copies()) {
                release(pages.set(length / PAGE, take()));
            }
            while (pages.size() < Math.ceilDiv(length + count, PAGE)) {
                pages.add(take());
            }
        }

        void append(int token) {
            check();
            tokens[length++] = token;
        }

        private void check() {
            if (closed) {
                throw new AssertionError("a closed cache is used");
            }
        }

        @Override
        public int length() {
            check();
            return length;
        }

        @Override
        public void truncate(int newLength) {
            check();
            if (newLength > length || newLength < shortest()) {
                throw new AssertionError("cut to " + newLength + ", which is outside " + shortest() + " to " + length);
            }
            length = newLength;
            releaseFrom(Math.ceilDiv(newLength, PAGE));
            slide();
        }

        private void releaseFrom(int first) {
            while (pages.size() > Math.max(first, gone)) {
                release(pages.removeLast());
            }
        }

        @Override
        public KvCache fork() {
            return fork(length, tokens.length);
        }

        @Override
        public KvCache fork(int firstTokens, int maxTokens) {
            check();
            if (firstTokens < shortest() || firstTokens > length || maxTokens < firstTokens || maxTokens > CONTEXT) {
                throw new AssertionError("a fork of " + firstTokens + " of " + length + " with room for " + maxTokens);
            }
            int[] copy = Arrays.copyOf(Arrays.copyOf(tokens, firstTokens), maxTokens);
            return new Cache(copy, firstTokens, gone, pages.subList(0, Math.ceilDiv(firstTokens, PAGE)));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                releaseFrom(0);
                openCaches.decrementAndGet();
            }
        }

        @Override
        public String toString() {
            return Arrays.toString(Arrays.copyOf(tokens, length));
        }
    }
}
