package io.sluice.trainer.adapter;

/** What can be trained on a frozen model. */
public enum AdapterKind {
    /** Low-rank products beside projections. */
    LORA("lora"),
    /** Vectors before the prompt. */
    SOFT_PROMPT("soft-prompt"),
    /** A shorter soft prompt and a low-rank change of the embeddings by position. */
    DEPT("dept"),
    /** Offsets of chosen attention heads. */
    LOFIT("lofit"),
    /** LT-SFT: changes of a few single weights; with a density of 1, of all of them. */
    LT_SFT("lt-sft"),
    /** (IA)³: factors of keys, values and the MLP's inside. */
    IA3("ia3");

    private final String text;

    AdapterKind(String text) {
        this.text = text;
    }

    /** As the command line spells it. */
    @Override
    public String toString() {
        return text;
    }
}
