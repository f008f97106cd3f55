package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.model.ModelCard.Adapter;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelInfo;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.Tokenizer;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model whose every sequence has the same hooks, and a soft prompt before it where there is one. Those who call it see
 * a model like any other: positions, lengths and logits are those of the tokens they wrote, and the soft prompt only
 * takes its room in the context. Its keys and values are computed once, when the model is made, and every cache is a fork
 * of them: a sequence has the bits of one that had read the soft prompt itself, and does not pay for it.
 *
 * <p>Hooks that a segment brings see what these have changed.
 */
final class AdaptedModel implements LanguageModel {

    private final LanguageModel model;
    private final boolean owned;
    private final Hooks hooks;
    private final List<Adapter> adapters;
    private final ModelInfo info;
    /** Tokens that stand before every sequence. */
    private final int virtual;
    /** Holds the soft prompt; absent when there is none. */
    private final @Nullable KvCache opening;

    /**
     * @param name  as callers name this one
     * @param owned whether the model is closed by this one, once it was made; otherwise others use it too, and it is closed
     *              after this one
     */
    AdaptedModel(String name, LanguageModel model, boolean owned, Hooks hooks, List<Adapter> adapters) {
        this.model = model;
        this.owned = owned;
        this.hooks = hooks;
        this.adapters = List.copyOf(adapters);
        this.virtual = hooks.opening();
        this.info = info(name, model.info());
        this.opening = virtual == 0 ? null : read();
    }

    /** A token at position p pays attention to the soft prompt, too. */
    private ModelInfo info(String name, ModelInfo plain) {
        if (virtual >= plain.contextLength()) {
            throw new ModelRefusedException("the soft prompt has " + virtual + " tokens, and the context " + plain.contextLength());
        }
        // A merged LoRA is part of the plain model's digest.
        List<String> changes = adapters.stream().filter(adapter -> !owned || !adapter.kind().equals(AdapterKinds.LORA))
                .map(adapter -> adapter.kind() + ' ' + (adapter.digest() == null ? adapter.source() : adapter.digest())).toList();
        return new ModelInfo(name, plain.parameters(), plain.contextLength() - virtual, plain.vocabularySize(),
                AdapterFiles.digest(plain.digest(), changes), plain.endTokens(),
                plain.flopsPerToken() + virtual * plain.attentionFlopsPerPosition(), plain.attentionFlopsPerPosition());
    }

    private KvCache read() {
        int[] tokens = IntStream.range(0, virtual).map(i -> info.vocabularySize() + i).toArray();
        KvCache cache = model.allocate(virtual);
        try {
            model.forward(List.of(new Segment(cache, tokens, Logits.NONE, hooks)));
            return cache;
        } catch (RuntimeException | OutOfMemoryError failed) {
            cache.close();
            throw failed;
        }
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Tokenizer tokenizer() {
        return model.tokenizer();
    }

    @Override
    public ModelShape shape() {
        return model.shape();
    }

    @Override
    public boolean selfChecked() {
        return model.selfChecked();
    }

    @Override
    public List<Adapter> adapters() {
        return adapters;
    }

    @Override
    public LanguageModel twin() {
        LanguageModel twin = model.twin();
        try {
            return new AdaptedModel(info.name(), twin, true, hooks, adapters);
        } catch (RuntimeException | OutOfMemoryError failed) {
            twin.close();
            throw failed;
        }
    }

    /** Without the soft prompt's pages, and without one more: a sequence behind it may reach into a further page. */
    @Override
    public KvMemory kvMemory() {
        KvMemory all = model.kvMemory();
        if (opening == null) {
            return all;
        }
        int pages = Math.ceilDiv(virtual, all.tokensPerPage());
        return new KvMemory(all.tokensPerPage(), all.bytesPerPage(), all.pagesHeld() - pages, Math.max(0, all.pagesMax() - pages - 1),
                all.reach());
    }

    @Override
    public void limitKvMemory(long bytes) {
        model.limitKvMemory(bytes);
    }

    @Override
    public KvCache allocate(int maxTokens) {
        return opening == null ? model.allocate(maxTokens) : new Behind(opening.fork(virtual, maxTokens + virtual));
    }

    @Override
    public List<float[][]> forward(List<Segment> segments) {
        return model.forward(segments.stream().map(this::hooked).toList());
    }

    private Segment hooked(Segment segment) {
        KvCache cache = segment.cache() instanceof Behind behind ? behind.whole : segment.cache();
        return new Segment(cache, segment.tokens(), segment.wanted(), hooks.and(segment.hooks()));
    }

    @Override
    public LanguageModel base() {
        return model.base();
    }

    @Override
    public Segment onBase(Segment segment) {
        return model.onBase(hooked(segment));
    }

    @Override
    public void close() {
        if (opening != null) {
            opening.close();
        }
        if (owned) {
            model.close();
        }
    }

    /** What stands behind the soft prompt. */
    private final class Behind implements KvCache {

        private final KvCache whole;

        Behind(KvCache whole) {
            this.whole = whole;
        }

        @Override
        public int length() {
            return Math.max(0, whole.length() - virtual);
        }

        @Override
        public void truncate(int length) {
            if (length < 0) {
                throw new IllegalArgumentException("length " + length + " is below 0");
            }
            whole.truncate(length + virtual);
        }

        @Override
        public int shortest() {
            return Math.max(0, whole.shortest() - virtual);
        }

        @Override
        public KvCache fork() {
            return new Behind(whole.fork());
        }

        @Override
        public KvCache fork(int firstTokens, int maxTokens) {
            if (firstTokens < 0) {
                throw new IllegalArgumentException("a fork of " + firstTokens + " tokens");
            }
            return new Behind(whole.fork(firstTokens + virtual, maxTokens + virtual));
        }

        @Override
        public void close() {
            whole.close();
        }
    }
}
