package io.sluice.inference.batching;

import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelInfo;
import io.sluice.inference.engine.Tokenizer;
import io.sluice.inference.engine.hook.ModelShape;
import java.util.List;

/** A small model that says what the large one of {@link Bench} says, except where its own doubts say otherwise. */
final class Mimic implements LanguageModel {

    private final FakeModel original = new FakeModel("small", 1_000, 22);
    private final int strayEvery;

    /** @param strayEvery about one position in so many is wrong; 0: none */
    Mimic(int strayEvery) {
        this.strayEvery = strayEvery;
    }

    @Override
    public List<float[][]> forward(List<Segment> segments) {
        List<float[][]> all = original.forward(segments);
        for (float[][] rows : all) {
            for (float[] row : rows) {
                if (strayEvery > 0 && Math.floorMod(Float.floatToIntBits(row['a']), strayEvery) == 0) {
                    float last = row['h'];
                    System.arraycopy(row, 'a', row, 'a' + 1, 7);
                    row['a'] = last;
                }
            }
        }
        return all;
    }

    @Override
    public LanguageModel twin() {
        return new Mimic(strayEvery);
    }

    FakeModel counts() {
        return original;
    }

    @Override
    public ModelInfo info() {
        return original.info();
    }

    @Override
    public Tokenizer tokenizer() {
        return original.tokenizer();
    }

    @Override
    public KvMemory kvMemory() {
        return original.kvMemory();
    }

    @Override
    public void limitKvMemory(long bytes) {
        original.limitKvMemory(bytes);
    }

    @Override
    public ModelShape shape() {
        return original.shape();
    }

    @Override
    public KvCache allocate(int maxTokens) {
        return original.allocate(maxTokens);
    }

    @Override
    public void close() {
        original.close();
    }
}
