package io.sluice.inference.engine.hook;

import io.sluice.inference.kernel.Kernels;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of one sequence; what is null costs nothing. Hand the same object to every segment of a sequence. Keys and
 * values that were computed under hooks that write belong to these hooks: share a prefix only between sequences whose
 * {@code Hooks} are the same object.
 *
 * <p>Calls are made thousands of times a token, so each has its own {@code catch}: a common one would need an object a call.
 */
public record Hooks(
        @Nullable AttentionHook attention,
        @Nullable HeadHook heads,
        @Nullable HiddenHook hidden,
        @Nullable EmbeddingHook embedding,
        @Nullable ProjectionHook projections,
        @Nullable NormHook norms,
        @Nullable LogitHook logits) {

    public static final Hooks NONE = new Hooks(null, null, null, null, null, null, null);

    public boolean isNone() {
        return attention == null && heads == null && hidden == null && embedding == null
                && projections == null && norms == null && logits == null;
    }

    /** Whether one of them wants to see every row of the last layer, also where no logits are asked for. */
    public boolean isWatching() {
        return attention != null || heads != null || hidden != null;
    }

    /** These and one more; where there is one of its kind, it comes after that. */
    public Hooks with(AttentionHook hook) {
        return new Hooks(attention == null ? hook : attention.andThen(hook), heads, hidden, embedding, projections, norms, logits);
    }

    public Hooks with(HeadHook hook) {
        return new Hooks(attention, heads == null ? hook : heads.andThen(hook), hidden, embedding, projections, norms, logits);
    }

    public Hooks with(HiddenHook hook) {
        return new Hooks(attention, heads, hidden == null ? hook : hidden.andThen(hook), embedding, projections, norms, logits);
    }

    /** @throws IllegalStateException when there is one: extra tokens can't be shared out between two */
    public Hooks with(EmbeddingHook hook) {
        if (embedding != null) {
            throw new IllegalStateException("a sequence has one embedding hook at most");
        }
        return new Hooks(attention, heads, hidden, hook, projections, norms, logits);
    }

    public Hooks with(ProjectionHook hook) {
        return new Hooks(attention, heads, hidden, embedding, projections == null ? hook : projections.andThen(hook), norms, logits);
    }

    public Hooks with(NormHook hook) {
        return new Hooks(attention, heads, hidden, embedding, projections, norms == null ? hook : norms.andThen(hook), logits);
    }

    public Hooks with(LogitHook hook) {
        return new Hooks(attention, heads, hidden, embedding, projections, norms, logits == null ? hook : logits.andThen(hook));
    }

    /**
     * These and others; where both have one of a kind, the other's comes after.
     *
     * @throws IllegalStateException when both have an embedding hook
     */
    public Hooks and(Hooks others) {
        if (others.isNone()) {
            return this;
        }
        Hooks all = others.attention == null ? this : with(others.attention);
        all = others.heads == null ? all : all.with(others.heads);
        all = others.hidden == null ? all : all.with(others.hidden);
        all = others.projections == null ? all : all.with(others.projections);
        all = others.norms == null ? all : all.with(others.norms);
        all = others.logits == null ? all : all.with(others.logits);
        return others.embedding == null ? all : all.with(others.embedding);
    }

    /** Ids from the vocabulary's size on that the sequence may hold. */
    public int extraTokens() {
        return embedding == null ? 0 : embedding.extraTokens();
    }

    /** How many extra tokens stand before a prompt. */
    public int opening() {
        return embedding == null ? 0 : embedding.opening();
    }

    /** @throws IllegalArgumentException when one of the hooks was made for a model of another shape */
    public void requireFit(ModelShape shape) {
        requireFit(attention, shape);
        requireFit(heads, shape);
        requireFit(hidden, shape);
        requireFit(embedding, shape);
        requireFit(projections, shape);
        requireFit(norms, shape);
        requireFit(logits, shape);
    }

    private static void requireFit(@Nullable Hook hook, ModelShape shape) {
        if (hook != null) {
            hook.requireFit(shape);
        }
    }

    /** Shows a row's scores; see {@link AttentionHook#scores}. */
    public void scores(int layer, int head, int position, int first, float[] scores, int at) {
        if (attention != null) {
            try {
                attention.scores(layer, head, position, first, scores, at);
            } catch (RuntimeException e) {
                throw new HookFailedException(this, e);
            }
        }
    }

    /** Shows a row's weights; see {@link AttentionHook#weights}. */
    public void weights(int layer, int head, int position, int first, float[] weights, int at) {
        if (attention != null) {
            try {
                attention.weights(layer, head, position, first, weights, at);
            } catch (RuntimeException e) {
                throw new HookFailedException(this, e);
            }
        }
    }

    /** Shows a row's heads; see {@link HeadHook#heads}. */
    public void heads(int layer, int position, float[] values, int at) {
        if (heads != null) {
            try {
                heads.heads(layer, position, values, at);
            } catch (RuntimeException e) {
                throw new HookFailedException(this, e);
            }
        }
    }

    /** Shows a row's residual stream; see {@link HiddenHook#hidden}. */
    public void hidden(int layer, int position, float[] values, int at) {
        if (hidden != null) {
            try {
                hidden.hidden(layer, position, values, at);
            } catch (RuntimeException e) {
                throw new HookFailedException(this, e);
            }
        }
    }

    /** Shows what a projection read and gave; see {@link ProjectionHook#project}. */
    public void project(int layer, Projection projection, int position, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        if (projections != null) {
            try {
                projections.project(layer, projection, position, x, x0, y, y0, kernels);
            } catch (RuntimeException e) {
                throw new HookFailedException(this, e);
            }
        }
    }

    /** Shows a copy of a norm's weights; see {@link NormHook#norm}. */
    public void norm(int layer, NormHook.Norm norm, float[] weight) {
        if (norms != null) {
            try {
                norms.norm(layer, norm, weight);
            } catch (RuntimeException e) {
                throw new HookFailedException(this, e);
            }
        }
    }

    /** Shows a row's logits; see {@link LogitHook#logits}. */
    public void logits(int position, float[] x, int x0, float[] values) {
        if (logits != null) {
            try {
                logits.logits(position, x, x0, values);
            } catch (RuntimeException e) {
                throw new HookFailedException(this, e);
            }
        }
    }

    /** Shows the vector of a token of the vocabulary; see {@link EmbeddingHook#token}. */
    public void token(int token, int position, float[] values, int at) {
        if (embedding != null) {
            try {
                embedding.token(token, position, values, at);
            } catch (RuntimeException e) {
                throw new HookFailedException(this, e);
            }
        }
    }

    /** Asks for the vector of an extra token, of which there are {@link #extraTokens()}. */
    public void extra(int index, float[] values, int at) {
        EmbeddingHook hook = Objects.requireNonNull(embedding);
        try {
            hook.extra(index, values, at);
        } catch (RuntimeException e) {
            throw new HookFailedException(this, e);
        }
    }
}
