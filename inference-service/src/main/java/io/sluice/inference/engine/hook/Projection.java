package io.sluice.inference.engine.hook;

/** The matrices of a block that adapters change, under the names of their tensors. */
public enum Projection {

    QUERY("self_attn.q_proj"),
    KEY("self_attn.k_proj"),
    VALUE("self_attn.v_proj"),
    OUTPUT("self_attn.o_proj"),
    GATE("mlp.gate_proj"),
    UP("mlp.up_proj"),
    DOWN("mlp.down_proj");

    private final String module;

    Projection(String module) {
        this.module = module;
    }

    /** Where its weights are in a model's files. */
    public String tensor(int layer) {
        return "model.layers." + layer + "." + module + ".weight";
    }
}
