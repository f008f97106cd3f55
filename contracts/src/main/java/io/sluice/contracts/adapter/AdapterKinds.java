package io.sluice.contracts.adapter;

/**
 * Names of the kinds of adapter: the trainer's {@code --kind}, the manifest's {@code kind} and what workers tell. A reader
 * may meet others: newer writers are allowed.
 */
public final class AdapterKinds {

    /** Low-rank products beside projections; PEFT's {@code LORA}. */
    public static final String LORA = "lora";
    /** Vectors before the prompt; PEFT's {@code PROMPT_TUNING}. */
    public static final String SOFT_PROMPT = "soft-prompt";
    /** DePT: a shorter soft prompt and a low-rank change of the embeddings by position. */
    public static final String DEPT = "dept";
    /** LoFiT: vectors that are added to the output of chosen attention heads. */
    public static final String LOFIT = "lofit";
    /** LT-SFT: changes of a few single weights. */
    public static final String LT_SFT = "lt-sft";
    /** (IA)³: factors of keys, values and the MLP's inside; PEFT's {@code IA3}. */
    public static final String IA3 = "ia3";

    private AdapterKinds() {
    }
}
