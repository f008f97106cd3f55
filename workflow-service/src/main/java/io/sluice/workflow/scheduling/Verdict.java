package io.sluice.workflow.scheduling;

/** What the verifier said of the current answer. */
public enum Verdict { NONE, PASS, FAIL, UNSURE }
