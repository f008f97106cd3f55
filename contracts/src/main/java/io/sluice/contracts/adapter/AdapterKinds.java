package io.sluice.contracts.adapter;

/** Names of the kinds of adapter, as manifests hold them. A reader may meet others: newer writers are allowed. */
public final class AdapterKinds {

    /** Low-rank products beside projections; PEFT's {@code LORA}. */
    public static final String LORA = "lora";
    /** Vectors before the prompt; PEFT's {@code PROMPT_TUNING}. */
    public static final String SOFT_PROMPT = "soft-prompt";
    /** A shorter soft prompt and a low-rank change of the word embeddings. */
    public static final String DECOMPOSED_PROMPT = "dept";
    /** LoFiT: offsets of chosen attention heads. */
    public static final String HEAD_OFFSETS = "head-offsets";
    /** LT-SFT: changes of a few single weights. */
    public static final String SPARSE_DELTA = "sparse-delta";

    private AdapterKinds() {
    }
}
