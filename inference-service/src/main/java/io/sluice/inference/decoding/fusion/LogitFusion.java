package io.sluice.inference.decoding.fusion;

/**
 * A next-token distribution made of those of several models that read the same sequence. What comes after, as masks,
 * penalties and sampling, sees the result as one model's logits. Stateless and thread-safe; one position's result depends
 * on that position alone.
 */
public interface LogitFusion {

    /** Models that take part, at least one. */
    int models();

    /** The one whose chat template and end tokens the answers have, counted from 0. */
    int speaker();

    /** What it does and with which parameters, for digests and people. */
    String description();

    /**
     * @param logits raw logits of one position, {@code [models()][vocabularySize]}; the first model's are replaced by the
     *               result, of which only differences count
     */
    void fuse(float[][] logits);
}
