package io.sluice.inference.fusion;

import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelInfo;
import io.sluice.inference.engine.Tokenizer;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import java.util.List;

/** A model whose every sequence has these hooks. */
record HookedModel(LanguageModel model, Hooks hooks) implements LanguageModel {

    @Override
    public ModelInfo info() {
        return model.info();
    }

    @Override
    public Tokenizer tokenizer() {
        return model.tokenizer();
    }

    @Override
    public KvMemory kvMemory() {
        return model.kvMemory();
    }

    @Override
    public void limitKvMemory(long bytes) {
        model.limitKvMemory(bytes);
    }

    @Override
    public ModelShape shape() {
        return model.shape();
    }

    @Override
    public KvCache allocate(int maxTokens) {
        return model.allocate(maxTokens);
    }

    @Override
    public List<float[][]> forward(List<Segment> segments) {
        return model.forward(segments.stream()
                .map(segment -> new Segment(segment.cache(), segment.tokens(), segment.wanted(), hooks)).toList());
    }

    @Override
    public LanguageModel twin() {
        return new HookedModel(model.twin(), hooks);
    }

    @Override
    public void close() {
        model.close();
    }
}
