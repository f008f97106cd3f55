package io.sluice.trainer.model;

/**
 * The dimensions of a Llama model with tied embeddings.
 *
 * @param layers       blocks
 * @param width        hidden size
 * @param heads        query heads; each is {@code headSize} wide
 * @param kvHeads      key and value heads; a divisor of {@code heads}
 * @param headSize     width of a head, even
 * @param mlpWidth     inner width of the gated MLP
 * @param vocabulary   tokens
 * @param maxPositions context length that the configuration declares
 * @param ropeTheta    base of the rotary frequencies
 * @param normEpsilon  added to the mean square in RMSNorm
 */
public record ModelShape(
        int layers,
        int width,
        int heads,
        int kvHeads,
        int headSize,
        int mlpWidth,
        int vocabulary,
        int maxPositions,
        double ropeTheta,
        double normEpsilon) {

    public ModelShape {
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException("heads " + heads + " is no multiple of kvHeads " + kvHeads);
        }
        if (headSize % 2 != 0) {
            throw new IllegalArgumentException("headSize " + headSize + " is odd");
        }
    }

    int queryWidth() {
        return heads * headSize;
    }

    int kvWidth() {
        return kvHeads * headSize;
    }

    /** Query heads that share one key head. */
    int group() {
        return heads / kvHeads;
    }
}
