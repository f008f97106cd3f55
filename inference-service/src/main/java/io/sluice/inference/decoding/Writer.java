package io.sluice.inference.decoding;

/** Which of the two models of a plan writes a token. */
public enum Writer {
    SMALL, LARGE
}
