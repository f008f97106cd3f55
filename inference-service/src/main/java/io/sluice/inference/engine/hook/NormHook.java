package io.sluice.inference.engine.hook;

/** Sees the weights of a norm before it is applied to one row. */
@FunctionalInterface
public interface NormHook extends Hook {

    /** The norms of a model. */
    enum Norm {
        ATTENTION("input_layernorm"),
        MLP("post_attention_layernorm"),
        /** Behind the last layer, and told with that one's number. */
        FINAL("norm");

        private final String module;

        Norm(String module) {
            this.module = module;
        }

        /** Where its weights are in a model's files. */
        public String tensor(int layer) {
            return this == FINAL ? "model." + module + ".weight" : "model.layers." + layer + "." + module + ".weight";
        }
    }

    /** @param weight a copy for this row, may be changed */
    void norm(int layer, Norm norm, float[] weight);

    default NormHook andThen(NormHook next) {
        NormHook before = this;
        return new NormHook() {
            @Override
            public void requireFit(ModelShape shape) {
                before.requireFit(shape);
                next.requireFit(shape);
            }

            @Override
            public void norm(int layer, Norm norm, float[] weight) {
                before.norm(layer, norm, weight);
                next.norm(layer, norm, weight);
            }
        };
    }
}
