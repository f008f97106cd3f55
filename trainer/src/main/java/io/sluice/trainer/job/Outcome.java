package io.sluice.trainer.job;

import org.jspecify.annotations.Nullable;

/** How far a job came. */
public sealed interface Outcome {

    /** Its folder is there, to be uploaded. */
    record Trained() implements Outcome {
    }

    /** The worker is to stop; the checkpoint stays. */
    record Interrupted() implements Outcome {
    }

    /** @param step done when it stopped */
    record Cancelled(int step) implements Outcome {
    }

    /** It can't be done by anybody as it is. */
    record Refused(String code, String message, @Nullable String field) implements Outcome {
    }

    /** It was begun and has no end. */
    record Failed(String code, String message) implements Outcome {
    }
}
