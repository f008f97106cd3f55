package io.sluice.inference.decoding;

/**
 * How unsure the small model was of a whole answer: the largest of its token entropies, in nats.
 *
 * <p>The largest, not the mean: an answer is wrong as soon as one token is, and a single uncertain token among n sure
 * ones moves the mean by only 1/n: a long wrong answer would rank below a short right one, which is what the area under
 * the ROC curve counts as an error. The largest also never falls while the answer grows, so an answer can be given up at
 * the first token above the threshold: the decision is already made. Over very long free text a maximum grows with
 * length alone; such use wants a threshold fitted on answers of that length.
 */
public final class CascadeScore {

    private double largest;

    /** @param entropy of the small model's logits that the token came from; NaN stays */
    public void wrote(double entropy) {
        largest = Math.max(largest, entropy);
    }

    /** 0 before the first token. */
    public double value() {
        return largest;
    }

    /** Whether the answer is, and whatever follows will stay, too unsure to be given. */
    public boolean exceeds(double threshold) {
        return !(largest <= threshold);
    }
}
