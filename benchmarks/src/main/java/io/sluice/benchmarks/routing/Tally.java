package io.sluice.benchmarks.routing;

import org.jspecify.annotations.Nullable;

/** What one policy did over a test set: sums, from which every printed figure follows. Not thread-safe. */
final class Tally {

    private int items;
    private int correct;
    private long tokens;
    private long largeTokens;
    private long catchUpTokens;
    private long switches;
    private long drafted;
    private long accepted;
    private double flops;
    private double cpuSeconds;

    void add(Outcome outcome) {
        items++;
        correct += outcome.correct() ? 1 : 0;
        tokens += outcome.tokens();
        largeTokens += outcome.largeTokens();
        catchUpTokens += outcome.catchUpTokens();
        switches += outcome.switches();
        drafted += outcome.drafted();
        accepted += outcome.accepted();
        flops += outcome.flops();
        cpuSeconds += outcome.cpuSeconds();
    }

    int items() {
        return items;
    }

    int correct() {
        return correct;
    }

    double accuracy() {
        return items == 0 ? 0 : (double) correct / items;
    }

    /** Large model's share of answer tokens; an escalated cascade counts the small draft it threw away as small. */
    double largeShare() {
        return tokens == 0 ? 0 : (double) largeTokens / tokens;
    }

    double catchUpPerItem() {
        return items == 0 ? 0 : (double) catchUpTokens / items;
    }

    double switchesPerItem() {
        return items == 0 ? 0 : (double) switches / items;
    }

    /** Share of drafts that were accepted; absent when there were none. */
    @Nullable Double acceptance() {
        return drafted == 0 ? null : Double.valueOf((double) accepted / drafted);
    }

    double flops() {
        return flops;
    }

    double cpuSeconds() {
        return cpuSeconds;
    }
}
