package io.sluice.benchmarks.workflow.scripted;

import io.sluice.workflow.scheduling.Verdict;

/** The scripted world's chances and prices, for those who play it and for the oracle. */
final class Chances {

    /** What an answer is in truth. */
    enum Quality { RIGHT, FORM, WRONG }

    private static final double MENDS = 0.95;
    private static final double SPOILS = 0.02;

    private Chances() {
    }

    /** That an author's answer is so. */
    static double answer(Kind kind, String author, Quality quality) {
        double right = switch (author) {
            case ScriptedEnvironment.SMALL -> kind.small();
            case ScriptedEnvironment.LARGE -> kind.large();
            default -> kind.plan();
        };
        double form = switch (author) {
            case ScriptedEnvironment.SMALL -> kind.smallForm();
            case ScriptedEnvironment.LARGE -> kind.largeForm();
            default -> 0;
        };
        return switch (quality) {
            case RIGHT -> right;
            case FORM -> form;
            case WRONG -> 1 - right - form;
        };
    }

    /** That the rewriter makes {@code after} of {@code before}. */
    static double rewritten(Quality before, Quality after) {
        return switch (before) {
            case FORM -> after == Quality.RIGHT ? MENDS : after == Quality.FORM ? 1 - MENDS : 0;
            case RIGHT -> after == Quality.RIGHT ? 1 - SPOILS : after == Quality.WRONG ? SPOILS : 0;
            case WRONG -> after == Quality.WRONG ? 1 : 0;
        };
    }

    /** That the verifier says so. */
    static double verdict(Quality of, Verdict verdict) {
        return switch (verdict) {
            case NONE -> 0;
            case PASS -> of == Quality.RIGHT ? 0.95 : of == Quality.FORM ? 0.03 : 0.04;
            case FAIL -> of == Quality.RIGHT ? 0.03 : of == Quality.FORM ? 0.07 : 0.92;
            case UNSURE -> of == Quality.RIGHT ? 0.02 : of == Quality.FORM ? 0.90 : 0.04;
        };
    }

    /** Of a step, mean. */
    static double price(String agent) {
        return switch (agent) {
            case ScriptedEnvironment.SMALL, ScriptedEnvironment.REWRITER -> 1;
            case ScriptedEnvironment.PLANNER -> 3;
            case ScriptedEnvironment.LARGE -> 6;
            case ScriptedEnvironment.VERIFIER -> 0.8;
            default -> 0.1;
        };
    }
}
