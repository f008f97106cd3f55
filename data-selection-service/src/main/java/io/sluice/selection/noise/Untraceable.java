package io.sluice.selection.noise;

import java.util.Locale;

/** Why a row's steps can't be worked through; dynamic noise leaves it as it is, and it is counted. */
enum Untraceable implements Reading {
    /** No {@code ####} and nothing after it. */
    NO_ANSWER,
    /** No step like {@code 12*38=456}. */
    NO_STEPS,
    /** A step whose sides differ, or that divides with a remainder: the work is wrong already, or not what it looks like. */
    WRONG_STEP,
    /** The answer is not the last step's result: a word that is made of it, or digits of several steps. */
    ANSWER_ELSEWHERE,
    /** Numbers of more than fifteen digits. */
    TOO_LARGE,
    /** A mistake would lead to a division by zero, or to numbers of more than fifteen digits. */
    UNDEFINED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
