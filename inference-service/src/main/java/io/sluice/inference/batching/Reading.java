package io.sluice.inference.batching;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;

/**
 * A part of one sequence that a model reads in this step.
 *
 * @param from first position, which is what the lane has read so far
 * @param to   after the last position
 */
record Reading(Choice choice, Lane lane, int from, int to, Logits wanted) {

    Segment segment() {
        int[] tokens = new int[to - from];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = choice.token(from + i);
        }
        return new Segment(lane.cache(), tokens, wanted, choice.job().hooks);
    }

    Segment segmentOnBase() {
        return lane.model().onBase(segment());
    }

    /** Nothing has ended or parked its sequence since it was planned. */
    boolean open() {
        return choice.reads(lane);
    }

    int rows() {
        return to - from;
    }

    double flops() {
        return Ledger.flops(lane.model().info(), from, to);
    }
}
