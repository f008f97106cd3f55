package io.sluice.inference.engine.hook;

/** Sees the residual stream of one row after each layer, before the next layer's (or the final) norm. */
@FunctionalInterface
public interface HiddenHook extends Hook {

    /** @param values may be changed in {@code [at, at + width)} */
    void hidden(int layer, int position, float[] values, int at);

    default HiddenHook andThen(HiddenHook next) {
        HiddenHook before = this;
        return new HiddenHook() {
            @Override
            public void requireFit(ModelShape shape) {
                before.requireFit(shape);
                next.requireFit(shape);
            }

            @Override
            public void hidden(int layer, int position, float[] values, int at) {
                before.hidden(layer, position, values, at);
                next.hidden(layer, position, values, at);
            }
        };
    }
}
