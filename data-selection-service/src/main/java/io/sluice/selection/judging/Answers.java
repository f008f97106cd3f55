package io.sluice.selection.judging;

import java.util.List;

/**
 * What candidate and incumbent made of the same questions, in the same order.
 *
 * @param refused questions that one of them would not answer, which counts as wrong
 */
public record Answers(List<Boolean> candidate, List<Boolean> incumbent, int refused) {

    public Answers {
        candidate = List.copyOf(candidate);
        incumbent = List.copyOf(incumbent);
    }

    Pairs pairs() {
        return Pairs.of(candidate, incumbent);
    }
}
