package io.sluice.inference.decoding.speculation;

/**
 * What a round of drafts costs and brings. The unit is one pass of the target over one token, which is what a token costs
 * without drafts.
 *
 * <p>With k drafts, each accepted with probability α as long as the one before it was, a round writes
 * {@code E = (1 - α^(k+1)) / (1 - α)} tokens (k+1 for α = 1) and costs {@code 1 + k (c + r)}, so it is
 * {@code S = E / (1 + k (c + r))} times as fast. Leviathan et al. (arXiv 2211.17192, theorem 3.8) have r = 0, for a
 * target that reads k+1 tokens in the time of one; on a CPU each further row has a price.
 *
 * @param draft c, a draft's cost, above 0
 * @param row   r, the cost of one more row in the target's pass, 0 (free) to 1 (as much as a pass of its own)
 */
public record DraftCosts(double draft, double row) {

    public DraftCosts {
        if (!(draft > 0 && row >= 0 && draft < Double.POSITIVE_INFINITY && row < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("costs " + draft + " and " + row + " of a draft");
        }
    }

    /** E. @param acceptance α, 0..1 */
    public static double tokens(double acceptance, int drafts) {
        double sum = 1;
        for (int i = 0; i < drafts; i++) {
            sum = 1 + acceptance * sum;
        }
        return sum;
    }

    /** S. @param acceptance α, 0..1 */
    public double speedUp(double acceptance, int drafts) {
        return tokens(acceptance, drafts) / (1 + drafts * (draft + row));
    }

    /** The number of drafts, 0 to {@code most}, with the largest speed-up; the fewest of equals. */
    public int best(double acceptance, int most) {
        int best = 0;
        for (int drafts = 1; drafts <= most; drafts++) {
            if (speedUp(acceptance, drafts) > speedUp(acceptance, best)) {
                best = drafts;
            }
        }
        return best;
    }

    /**
     * The same when the target's passes are shared by {@code sequences} of them. A pass over b rows costs {@code 1 + (b - 1) r}, of
     * which each has to bear {@code u = (1 + (b - 1) r) / b}: that is what a token without drafts costs now, while a further
     * row still costs r. Passes of the draft model are taken to become cheaper in the same measure.
     *
     * @param sequences b, at least 1
     */
    public DraftCosts beside(double sequences) {
        return new DraftCosts(draft, row * sequences / (1 + (sequences - 1) * row));
    }

    /** The acceptance above which a single draft pays: {@code (1 + α) / (1 + c + r) > 1}. */
    public double breakEven() {
        return draft + row;
    }
}
