package io.sluice.benchmarks.hooks;

import io.sluice.inference.decoding.constraint.CompiledConstraint.Opening.Opened;
import io.sluice.inference.decoding.constraint.CompiledConstraint.Ready;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.hook.AttentionHook;
import io.sluice.inference.engine.hook.EmbeddingHook;
import io.sluice.inference.engine.hook.FirstTokenScale;
import io.sluice.inference.engine.hook.HeadOffsets;
import io.sluice.inference.engine.hook.HiddenHook;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.LowRankMerge;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.WeightHook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every kind of hook in a form that leaves each bit as it is. */
final class IdentityHooks {

    private static final String ANY_TEXT = "(.|\\n)*";

    private IdentityHooks() {
    }

    /**
     * The first one has no hook.
     *
     * @param merged the same model with {@link #zeroLora} merged
     */
    static List<Variant> of(LanguageModel model, LanguageModel merged, int tokens) {
        ModelShape shape = model.shape();
        AttentionHook reader = new AttentionHook() {
        };
        HiddenHook hidden = (layer, position, values, at) -> { };
        EmbeddingHook embedding = new EmbeddingHook() {
            @Override
            public int extraTokens() {
                return 0;
            }

            @Override
            public void extra(int index, float[] values, int at) {
                throw new IllegalStateException("there is none");
            }
        };
        return List.of(new Variant("no hook", model, Hooks.NONE), new Variant("no hook again", model, Hooks.NONE),
                new Variant("attention: first token × 1", model, Hooks.NONE.with(FirstTokenScale.everywhere(shape, 1))),
                new Variant("attention: reader", model, Hooks.NONE.with(reader)),
                new Variant("KV: forked prompt", model, Hooks.NONE, true, null),
                new Variant("heads: no offset", model, Hooks.NONE.with(new HeadOffsets(Map.of(), shape))),
                new Variant("hidden: reader", model, Hooks.NONE.with(hidden)),
                new Variant("embedding: no vector", model, Hooks.NONE.with(embedding)),
                new Variant("logits: mask of any text", model, Hooks.NONE, false, anyText(model, tokens)),
                new Variant("weights: LoRA of zeros", merged, Hooks.NONE));
    }

    private static TokenConstraint anyText(LanguageModel model, int tokens) {
        byte[][] texts = new byte[model.info().vocabularySize()][];
        for (int id = 0; id < texts.length; id++) {
            texts[id] = model.tokenizer().bytesOf(id);
        }
        Vocabulary vocabulary = new Vocabulary(texts, model.info().endTokens().stream().mapToInt(Integer::intValue).toArray());
        if (ConstraintCompiler.regex(ANY_TEXT) instanceof Ready ready && ready.open(vocabulary, tokens) instanceof Opened opened) {
            return opened.constraint();
        }
        throw new IllegalStateException("a mask of any text was refused");
    }

    /** Zeros for the query projection of every layer. */
    static WeightHook zeroLora(ModelShape shape) {
        Map<String, LowRankMerge.Factors> factors = new HashMap<>();
        int rows = shape.heads() * shape.headSize();
        for (int layer = 0; layer < shape.layers(); layer++) {
            factors.put("model.layers." + layer + ".self_attn.q_proj.weight",
                    new LowRankMerge.Factors(new float[shape.width()], new float[rows], rows, 1, shape.width(), 1));
        }
        return new LowRankMerge(factors, "zeros");
    }
}
