package io.sluice.selection.job;

/** What became of a fact. */
public sealed interface Folded {

    /** It changed the job. */
    record Applied() implements Folded {
    }

    /** It says again what is known, or tells of something that is over. */
    record Known() implements Folded {
    }

    /**
     * It does not fit, and counts for nothing.
     *
     * @param code stable, snake_case
     */
    record Refused(String code, String message) implements Folded {
    }
}
