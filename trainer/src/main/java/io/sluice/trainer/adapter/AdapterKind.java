package io.sluice.trainer.adapter;

/** What can be trained on a frozen model. */
public enum AdapterKind {
    /** Low-rank products beside projections. */
    LORA("lora", 4e-3),
    /** Vectors before the prompt. */
    SOFT_PROMPT("soft-prompt", 2e-2),
    /** A shorter soft prompt and a low-rank change of the embeddings by position. */
    DEPT("dept", 3e-3),
    /** Offsets of chosen attention heads. */
    LOFIT("lofit", 5e-2),
    /** LT-SFT: changes of a few single weights; with a density of 1, of all of them. */
    LT_SFT("lt-sft", 1e-3),
    /** (IA)³: factors of keys, values and the MLP's inside. */
    IA3("ia3", 2e-2);

    private final String text;
    private final double usualRate;

    AdapterKind(String text, double usualRate) {
        this.text = text;
        this.usualRate = usualRate;
    }

    /** The peak learning rate that works on the shipped models. */
    public double usualRate() {
        return usualRate;
    }

    /** As the command line spells it. */
    @Override
    public String toString() {
        return text;
    }
}
