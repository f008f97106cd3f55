package io.sluice.benchmarks.adapter;

/**
 * Decoding of one batch under some adapters.
 *
 * @param distinct         adapters that the sequences of the batch take in turns
 * @param rank             of each, on all seven projections of every layer
 * @param adapterMegabytes memory of one adapter
 * @param tokensPerSecond  of the whole batch, median of the rounds
 * @param bareTokensPerSecond of the same batch without adapters, in the same rounds
 * @param ratioToBare      median over the rounds of the two in a round
 * @param worstRound       the least of them
 * @param cpuRatioToBare   likewise, by processor time
 */
public record AdapterRow(int distinct, int rank, double adapterMegabytes, double tokensPerSecond, double bareTokensPerSecond,
        double ratioToBare, double worstRound, double cpuRatioToBare) {

    /** The share of the bare model's throughput that sixteen adapters have to keep. */
    public static final double TARGET = 0.85;

    /** Whether the target is met, where it is asked for. */
    public boolean met() {
        return distinct < 16 || ratioToBare >= TARGET;
    }
}
