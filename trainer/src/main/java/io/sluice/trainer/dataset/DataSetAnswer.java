package io.sluice.trainer.dataset;

/** What became of asking for a data set. */
public sealed interface DataSetAnswer {

    /** Its rows are where they were wanted, and their digest was checked. */
    record Fetched() implements DataSetAnswer {
    }

    /** There is none, or none that a trainer may take, however often it is asked for. */
    record Refused(String message) implements DataSetAnswer {
    }

    /** It can't be had now. */
    record Away(String why) implements DataSetAnswer {
    }
}
