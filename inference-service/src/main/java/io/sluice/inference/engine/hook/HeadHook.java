package io.sluice.inference.engine.hook;

/** Sees what the heads of one layer give for one row, before the output projection mixes them. */
@FunctionalInterface
public interface HeadHook extends Hook {

    /** @param values may be changed; head h has {@code [at + h × headSize, at + (h + 1) × headSize)} */
    void heads(int layer, int position, float[] values, int at);

    default HeadHook andThen(HeadHook next) {
        HeadHook before = this;
        return new HeadHook() {
            @Override
            public void requireFit(ModelShape shape) {
                before.requireFit(shape);
                next.requireFit(shape);
            }

            @Override
            public void heads(int layer, int position, float[] values, int at) {
                before.heads(layer, position, values, at);
                next.heads(layer, position, values, at);
            }
        };
    }
}
