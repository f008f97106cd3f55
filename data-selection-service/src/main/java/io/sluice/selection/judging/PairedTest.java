package io.sluice.selection.judging;

import io.sluice.contracts.selection.Judgement;
import io.sluice.selection.statistics.Binomial;

/**
 * The test of "the candidate gains no more than a margin m", for questions drawn independently.
 *
 * <p>With p₁₀ and p₀₁ the chances that a question is won or lost, s = p₁₀ + p₀₁ and the gain g = p₁₀ − p₀₁: of n questions
 * D ~ Bin(n, s) tell the two apart, W ~ Bin(D, ½ + g / 2s) of these are won.
 * <ul>
 * <li>m = 0: given D the chance of a win is at most ½ whatever s is, so the p-value is P(Bin(D, ½) ≥ W): McNemar's exact test.
 * <li>m ≠ 0: the p-value is the chance that won less lost is as large as it was, at g = m and at whichever s makes it largest; of these
 * those below a Clopper–Pearson bound of level γ, which is added (Berger and Boos 1994). Both together hold for every n, p₁₀ and p₀₁.
 * </ul>
 *
 * <p>γ is a tenth of the error that is allowed: it has to be fixed before answers are seen. The largest is looked for on a grid of s;
 * a test holds the level against all outcomes there can be. Cost: some ten thousand tails a p-value with a margin.
 */
public final class PairedTest {

    private static final double NUISANCE_SHARE = 0.1;
    private static final int BISECTIONS = 24;
    private static final int GRID = 24;
    /** Standard deviations, beyond which nothing counts. */
    private static final int TAILS = 9;

    private final double error;
    private final double nuisance;

    /** @param error chance of calling a gain greater than it is, 0..1, such as 0.05 */
    public PairedTest(double error) {
        if (!(error > 0 && error < 1)) {
            throw new IllegalArgumentException("error " + error);
        }
        this.error = error;
        this.nuisance = NUISANCE_SHARE * error;
    }

    /**
     * How often, at most, questions would speak so clearly for a candidate whose gain is no more than {@code margin}.
     *
     * @param margin −1..1; below 0: how much worse is no matter
     */
    public double pValue(Pairs pairs, double margin) {
        if (pairs.items() == 0) {
            return 1;
        }
        return margin == 0 ? Binomial.atLeast(pairs.won(), pairs.discordant(), 0.5) : pValueWithMargin(pairs, margin);
    }

    /** P(won − lost is as large as it was), at the share of telling questions where that is largest. */
    private double pValueWithMargin(Pairs pairs, double margin) {
        int n = pairs.items();
        double shareMax = Binomial.upperBound(pairs.discordant(), n, nuisance);
        double shareMin = Math.abs(margin);
        if (shareMax < shareMin) {
            // So few tell the two apart that the candidate can have neither won nor lost so much.
            return margin < 0 ? nuisance : 1;
        }
        double largest = 0;
        for (int i = 0; i <= GRID; i++) {
            double share = Math.min(shareMax, shareMin + i * (shareMax - shareMin) / GRID);
            largest = Math.max(largest, share == 0 ? 1 : asClear(pairs.won() - pairs.lost(), n, share, margin));
        }
        return Math.min(1, nuisance + largest);
    }

    private static double asClear(int lead, int n, double share, double gain) {
        double chance = Math.clamp(0.5 + gain / (2 * share), 0, 1);
        double spread = TAILS * Math.sqrt(n * share * (1 - share)) + TAILS;
        int from = Math.max(0, (int) Math.floor(n * share - spread));
        int to = Math.min(n, (int) Math.ceil(n * share + spread));
        double sum = 0;
        for (int told = Math.max(from, Math.abs(lead)); told <= to; told++) {
            sum += Binomial.exactly(told, n, share) * Binomial.atLeast(Math.max(0, (told + lead + 1) / 2), told, chance);
        }
        // Where the lead is negative, even no telling question is as good.
        if (lead < 0) {
            for (int told = from; told < Math.min(-lead, to + 1); told++) {
                sum += Binomial.exactly(told, n, share);
            }
        }
        return sum;
    }

    /** Whether the gain is above the margin, as surely as was asked for. */
    public boolean exceeds(Pairs pairs, double margin) {
        return pValue(pairs, margin) <= error;
    }

    /** The largest margin that the gain {@linkplain #exceeds exceeds}, −1 where it exceeds none. */
    public double atLeast(Pairs pairs) {
        if (exceeds(pairs, 0)) {
            return largest(pairs, 0, 1);
        }
        return largest(pairs, -1, 0);
    }

    private double largest(Pairs pairs, double from, double to) {
        double low = from;
        double high = to;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = 0.5 * (low + high);
            if (exceeds(pairs, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** All that is to be told of a candidate's and an incumbent's answers. Takes some tenths of a second for hundreds of questions. */
    public Judgement.Paired figures(Answers answers, double margin) {
        Pairs pairs = answers.pairs();
        return new Judgement.Paired(pairs.items(), pairs.both() + pairs.won(), pairs.both() + pairs.lost(), pairs.won(), pairs.lost(),
                answers.refused(), pairs.gain(), atLeast(pairs), -atLeast(pairs.mirrored()), margin, pValue(pairs, margin));
    }
}
