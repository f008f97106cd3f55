package io.sluice.selection.work;

import io.sluice.contracts.selection.SelectionResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a step. */
public sealed interface StepOutcome {

    /** @param digest SHA-256 of the prepared state */
    record Prepared(String digest) implements StepOutcome {
    }

    /**
     * @param digest   SHA-256 of the shard's scores
     * @param records  of the shard
     * @param setAside of them, by reason
     * @param fresh    whether they were not there before
     */
    record Scored(int shard, String digest, int records, Map<String, Long> setAside, boolean fresh) implements StepOutcome {
    }

    /** The rows are chosen and stored. */
    record Merged(SelectionResult result) implements StepOutcome {
    }

    /**
     * Not now; the same step may go well later.
     *
     * @param code stable, snake_case
     */
    record Later(String code, String message) implements StepOutcome {

        static final String NO_SPACE = "no_space";
        static final String FILES_FAILED = "files_failed";

        /** Whether it is this machine's files that are at fault, and not a model. */
        public boolean files() {
            return code.equals(NO_SPACE) || code.equals(FILES_FAILED);
        }
    }

    /**
     * Not with this request, however often it is tried.
     *
     * @param code  stable, snake_case
     * @param field of the request at fault; null where none is
     */
    record Never(String code, @Nullable String field, String message) implements StepOutcome {
    }
}
