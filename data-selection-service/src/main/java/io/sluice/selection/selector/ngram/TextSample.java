package io.sluice.selection.selector.ngram;

import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Draws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * As many characters as are wanted from rows that come by, and no more than one row over: those whose draw by seed and text is
 * smallest, which is the same sample in whatever order the rows come. Memory is bounded by what is wanted.
 */
final class TextSample {

    private final PriorityQueue<Drawn> kept = new PriorityQueue<>(Comparator.comparingDouble(Drawn::draw).thenComparing(Drawn::text).reversed());
    private final long wanted;
    private final long seed;
    private final int ofOneRow;
    private long characters;

    private record Drawn(double draw, String text) {
    }

    /** @param ofOneRow of a longer row so many characters from its beginning are taken */
    TextSample(long wanted, long seed, int ofOneRow) {
        this.wanted = wanted;
        this.seed = seed;
        this.ofOneRow = ofOneRow;
    }

    void add(Row row) {
        String text = row.text();
        double draw = Draws.uniform(seed, row);
        if (characters >= wanted && draw > kept.element().draw()) {
            return;
        }
        kept.add(new Drawn(draw, text.length() <= ofOneRow ? text : text.substring(0, ofOneRow)));
        characters += Math.min(text.length(), ofOneRow);
        while (characters - kept.element().text().length() >= wanted && kept.size() > 1) {
            characters -= kept.remove().text().length();
        }
    }

    long characters() {
        return characters;
    }

    /** By their draws, the smallest first. */
    List<String> texts() {
        List<Drawn> drawn = new ArrayList<>(kept);
        drawn.sort(Comparator.comparingDouble(Drawn::draw).thenComparing(Drawn::text));
        return drawn.stream().map(Drawn::text).toList();
    }
}
