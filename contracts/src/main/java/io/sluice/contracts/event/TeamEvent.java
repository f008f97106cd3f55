package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something happened to a team's budget. Numbered from 1 without gaps; {@code spent} and {@code reserved} are those after it. */
public sealed interface TeamEvent extends WorkflowMessage {

    String team();

    /** 1 first. */
    long seq();

    Instant at();

    @Override
    default String aggregateId() {
        return "team/" + team();
    }

    @Override
    default String topic() {
        return Topics.WORKFLOW_EVENTS;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BudgetSet(String team, long seq, @Nullable Double limit, double spent, double reserved, String actor,
            Instant at) implements TeamEvent {

        public static final String TYPE = "io.sluice.workflow.budget.set.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    record BudgetReserved(String team, long seq, String run, long epoch, double amount, Instant until, double spent,
            double reserved, Instant at) implements TeamEvent {

        public static final String TYPE = "io.sluice.workflow.budget.reserved.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** It does not fit into what is left. */
    record BudgetRefused(String team, long seq, String run, long epoch, double amount, double left, Instant at)
            implements TeamEvent {

        public static final String TYPE = "io.sluice.workflow.budget.refused.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** @param cost what the run cost, whatever was set aside for it */
    record BudgetSettled(String team, long seq, String run, long epoch, double cost, double spent, double reserved,
            Instant at) implements TeamEvent {

        public static final String TYPE = "io.sluice.workflow.budget.settled.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** Nobody settled it in time: the amount counts as spent until somebody does. */
    record ReservationExpired(String team, long seq, String run, long epoch, double amount, double spent,
            double reserved, Instant at) implements TeamEvent {

        public static final String TYPE = "io.sluice.workflow.budget.expired.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
