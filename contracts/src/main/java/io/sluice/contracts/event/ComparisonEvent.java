package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonFindings;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.Pipeline;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact about a comparison of selectors. Anybody may append one; a comparison's state is the fold of its facts in the topic's order, in
 * which the first fact of a kind about a run wins, facts of different runs don't hang on one another's order, and what does not fit the
 * state counts for nothing. So a step may be done and told twice.
 */
public sealed interface ComparisonEvent extends SluiceEvent {

    /** The comparison's identity. */
    String comparison();

    Instant at();

    @Override
    default String aggregateId() {
        return comparison();
    }

    @Override
    default String topic() {
        return Topics.SELECTION_COMPARISONS;
    }

    /**
     * Somebody wants to know.
     *
     * @param request with the digests of its data sets in place of names
     * @param actor   who asks: a name, never a key
     */
    record Requested(String comparison, ComparisonRequest request, String actor, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.requested.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * What runs need is there, and none of the questions is in pool or target.
     *
     * @param questions that will be asked; 0: nothing is trained
     */
    record Checked(String comparison, String worker, int questions, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.checked.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** @param run whose selection job ended */
    record Selected(String comparison, String worker, String run, Comparison.Choice choice, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.selected.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The registry has what was trained on a run's rows.
     *
     * @param cpuSeconds of the training; absent: nobody told
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Trained(
            String comparison,
            String worker,
            String run,
            Pipeline.Candidate candidate,
            @JsonProperty("cpu_seconds") @Nullable Double cpuSeconds,
            Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.trained.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A run's adapter was asked. */
    record Judged(String comparison, String worker, String run, Comparison.Score score, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.judged.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A step does not go on for now.
     *
     * @param run absent: none of them does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delayed(String comparison, String worker, @Nullable String run, Pipeline.Reason reason, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.delayed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * What it waited for is there.
     *
     * @param run that goes on; absent: all of it does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Resumed(String comparison, String worker, @Nullable String run, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.resumed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A run came to nothing; the others go on. */
    record RunFailed(String comparison, String worker, String run, Pipeline.Reason reason, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.run.failed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** All runs have ended: an end. */
    record Completed(String comparison, String worker, ComparisonFindings findings, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.completed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** It can't be made, or no run ended well: an end. */
    record Failed(String comparison, String worker, Pipeline.Reason reason, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.failed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** It is not wanted any more: an end. */
    record Cancelled(String comparison, String actor, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.cancelled.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * After any end: jobs that have not ended are cancelled, adapters are retired.
     *
     * @param retired adapters, {@code NAME@VERSION}; those that somebody pinned or promoted are not among them
     */
    record Cleared(String comparison, String worker, List<String> retired, Instant at) implements ComparisonEvent {

        public static final String TYPE = "io.sluice.selection.comparison.cleared.v1";

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Cleared {
            retired = retired == null ? List.of() : List.copyOf(retired);
        }

        @Override
        public String type() {
            return TYPE;
        }
    }
}
