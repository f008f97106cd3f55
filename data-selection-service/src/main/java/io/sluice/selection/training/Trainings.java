package io.sluice.selection.training;

import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.training.TrainingJob;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Training jobs, as whoever wants a model sees them. Thread-safe. */
public interface Trainings {

    /** How far a training job is. */
    sealed interface Progress {

        /** Nothing was told of it. */
        record Unknown() implements Progress {
        }

        /** What was told. */
        sealed interface Told extends Progress {

            Instant at();
        }

        /** No trainer has begun since. */
        record Asked(Instant at) implements Told {
        }

        /** A trainer is at it. */
        record Running(int step, int steps, Instant at) implements Told {
        }

        /** The registry was given it. */
        record Done(Pipeline.Candidate candidate, Instant at) implements Told {
        }

        /**
         * It came to nothing.
         *
         * @param field of the job at fault; null where none is
         */
        record Ended(String code, @Nullable String field, String message, Instant at) implements Told {
        }
    }

    Progress find(String job);

    /** Whether all that was of record when this process began is known: before, nobody can say what was not asked for. */
    boolean heardAll();

    /**
     * Asks for it; asked for again it is done once all the same.
     *
     * @throws java.util.concurrent.CompletionException where the log does not answer
     */
    void ask(TrainingJob job, String actor);

    /**
     * It is not wanted any more.
     *
     * @throws java.util.concurrent.CompletionException where the log does not answer
     */
    void cancel(String job, String actor);
}
