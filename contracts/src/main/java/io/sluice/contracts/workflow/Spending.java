package io.sluice.contracts.workflow;

/**
 * What a run used so far, failed attempts included.
 *
 * @param steps   done, those that were gone back over included
 * @param cost    of tokens and CPU seconds, in the workflow's prices
 * @param price   the cost and what waiting is worth
 * @param seconds that steps took, from being scheduled to being done
 */
public record Spending(int steps, long promptTokens, long completionTokens, double cpuSeconds, double cost, double price, double seconds) {

    public static final Spending NONE = new Spending(0, 0, 0, 0, 0, 0, 0);

    public Spending plus(Spending more) {
        return new Spending(steps + more.steps, promptTokens + more.promptTokens, completionTokens + more.completionTokens,
                cpuSeconds + more.cpuSeconds, cost + more.cost, price + more.price, seconds + more.seconds);
    }

    public long tokens() {
        return promptTokens + completionTokens;
    }
}
