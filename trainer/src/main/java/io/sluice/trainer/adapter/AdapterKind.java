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
    /** Changes of a few single weights; with a density of 1, of all of them. */
    SPARSE("sparse");

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
