package io.sluice.inference.engine;

import io.sluice.contracts.model.ModelCard;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import java.util.List;

/**
 * A decoder-only transformer, ready to run. Not thread-safe: one thread at a time calls {@link #forward}; caches may be
 * allocated and closed from any thread. The result of a row depends on its own sequence only, never on the other rows
 * of the batch, bit for bit.
 */
public interface LanguageModel extends AutoCloseable {

    ModelInfo info();

    Tokenizer tokenizer();

    /** What the caches hold, and may hold. From any thread. */
    KvMemory kvMemory();

    /**
     * Bounds what all caches together may hold; without it the heap is the bound. From any thread.
     *
     * @param bytes what is held already stays
     */
    void limitKvMemory(long bytes);

    /** The sizes that hooks have to fit. */
    ModelShape shape();

    /**
     * An empty KV cache; memory grows with the tokens written to it.
     *
     * @param maxTokens most tokens it will ever hold, 1..contextLength
     */
    KvCache allocate(int maxTokens);

    /**
     * Appends each segment's tokens to its cache and computes the logits that were asked for.
     *
     * @param segments one per sequence, each cache at most once; at least one
     * @return per segment the wanted rows, {@code [rows][vocabularySize]}, raw logits; no row for {@link Logits#NONE}.
     *         The arrays belong to the model and are overwritten by the next call.
     * @throws IllegalArgumentException when a token id is out of range, a cache would overflow or a hook was made for
     *                                  another model; no cache has changed
     * @throws KvExhaustedException when the pages that it needs aren't free; no cache has changed
     * @throws io.sluice.inference.engine.hook.HookFailedException when a hook threw; no cache has changed
     */
    List<float[][]> forward(List<Segment> segments);

    /** Whether the model's results were compared with reference logits shipped beside it when it was loaded. */
    default boolean selfChecked() {
        return false;
    }

    /** What changes its answers beside its folder. */
    default List<ModelCard.Adapter> adapters() {
        return List.of();
    }

    /**
     * The same weights once more, under the same name, with a KV memory of its own: for those who pass over it beside
     * others. Each is closed for itself, and the last one frees the weights. From any thread, before this one is closed.
     */
    LanguageModel twin();

    /**
     * The model whose passes and pages this one takes part in: itself, or the one that it puts hooks on. Segments of all
     * models of one base may share a pass of that base, each as {@link #onBase} has it.
     */
    default LanguageModel base() {
        return this;
    }

    /** What {@link #base()} has to be given where this model would be given the segment. */
    default Segment onBase(Segment segment) {
        return segment;
    }

    /** Which rows of a segment need logits. */
    enum Logits { NONE, LAST, ALL }

    /**
     * Consecutive tokens of one sequence, appended at position {@code cache.length()}.
     *
     * @param tokens at least one; ids of the vocabulary, or extra ones that the hooks know
     * @param hooks  see and change this segment only, whatever shares the pass
     */
    record Segment(KvCache cache, int[] tokens, Logits wanted, Hooks hooks) {

        public Segment(KvCache cache, int[] tokens, Logits wanted) {
            this(cache, tokens, wanted, Hooks.NONE);
        }
    }

    @Override
    void close();
}
