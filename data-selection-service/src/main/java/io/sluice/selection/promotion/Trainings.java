package io.sluice.selection.promotion;

import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.training.TrainingJob;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The trainers' topics. Thread-safe. */
public interface Trainings {

    /** How far a training job is. */
    sealed interface Progress {

        /** Nothing was told of it. */
        record Unknown() implements Progress {
        }

        /** @param told when it was told last */
        record Running(int step, int steps, Instant told) implements Progress {
        }

        record Done(Pipeline.Candidate candidate) implements Progress {
        }

        /**
         * It came to nothing.
         *
         * @param field of the job at fault; null where none is
         */
        record Ended(String code, @Nullable String field, String message) implements Progress {
        }
    }

    Progress find(String job);

    /** Asks for it; asked for again it is done once all the same. Fails with an exception where the log does not answer. */
    void ask(TrainingJob job, String actor);

    /** It is not wanted any more. */
    void cancel(String job, String actor);
}
