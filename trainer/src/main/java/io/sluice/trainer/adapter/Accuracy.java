package io.sluice.trainer.adapter;

import io.sluice.trainer.evaluation.Scores;

/**
 * Shares of right answers with and without an adapter, on the same tasks.
 *
 * @param newBefore of the base on the test part of the data
 * @param newAfter  with the adapter
 * @param oldBefore of the base on the mix that it knows
 * @param oldAfter  with the adapter
 */
public record Accuracy(Scores newBefore, Scores newAfter, Scores oldBefore, Scores oldAfter) {

    /** What the old mix lost, in points. */
    public double oldTaskLoss() {
        return 100 * (oldBefore.overall().accuracy() - oldAfter.overall().accuracy());
    }
}
