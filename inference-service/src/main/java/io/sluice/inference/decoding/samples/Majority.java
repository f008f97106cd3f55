package io.sluice.inference.decoding.samples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Majority vote over final answers ("self-consistency", Wang et al., arXiv:2203.11171), ended as soon as it is won: with
 * r samples open, an answer of v votes is beaten only by one that has more than v − r, or exactly v − r and a lower index
 * by then. The answer is the lowest of the samples that agreed by then.
 */
final class Majority implements PickRule {

    /** Who gave the same final answer. */
    private static final class Party {

        private int votes;
        private int lowest = Integer.MAX_VALUE;

        private void joins(int sample) {
            votes++;
            lowest = Math.min(lowest, sample);
        }

        private boolean beats(Party other) {
            return votes > other.votes || votes == other.votes && lowest < other.lowest;
        }
    }

    @Override
    public @Nullable Verdict decide(List<Ending> ended, int count) {
        Map<String, Party> parties = new HashMap<>();
        int finished = 0;
        for (Ending ending : ended) {
            if (ending.answer() != null) {
                parties.computeIfAbsent(ending.answer(), answer -> new Party()).joins(ending.sample());
                finished++;
            }
        }
        Party first = new Party();
        for (Party party : parties.values()) {
            first = party.beats(first) ? party : first;
        }
        int[] open = IntStream.range(0, count).filter(sample -> ended.stream().noneMatch(ending -> ending.sample() == sample)).toArray();
        if (first.votes == 0) {
            return open.length == 0 ? new Verdict(0, 0, 0) : null;
        }
        Party winner = first;
        Stream<Party> others = Stream.concat(Stream.of(new Party()), parties.values().stream().filter(party -> party != winner));
        return others.anyMatch(party -> withAll(party, open).beats(winner)) ? null : new Verdict(winner.lowest, finished, winner.votes);
    }

    /** Every open sample agrees with these. */
    private static Party withAll(Party party, int[] open) {
        Party all = new Party();
        all.votes = party.votes + open.length;
        all.lowest = open.length == 0 ? party.lowest : Math.min(party.lowest, open[0]);
        return all;
    }
}
