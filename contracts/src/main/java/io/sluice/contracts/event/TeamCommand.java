package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something is wanted of a team's budget. */
public sealed interface TeamCommand extends WorkflowCommand {

    String team();

    @Override
    default String aggregateId() {
        return "team/" + team();
    }

    /** @param limit in the unit of the workflows' prices, 0 or more; absent: no limit */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SetBudget(String id, String team, @Nullable Double limit, String actor, Instant at) implements TeamCommand {

        public static final String TYPE = "io.sluice.workflow.command.budget.set.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A run's cost limit is set aside, or refused.
     *
     * @param epoch of the run: one that is gone back over asks anew
     * @param until after which the amount counts as spent, unless it is settled
     */
    record Reserve(String team, String run, long epoch, double amount, Instant until, Instant at) implements TeamCommand {

        public static final String TYPE = "io.sluice.workflow.command.budget.reserve.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** Something is due: the budget's keeper tells itself, behind all that was written before. */
    record Wake(String team, String alarm, Instant due, Instant at) implements TeamCommand {

        public static final String TYPE = "io.sluice.workflow.command.budget.wake.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A run ended and cost this much. */
    record Settle(String team, String run, long epoch, double cost, Instant at) implements TeamCommand {

        public static final String TYPE = "io.sluice.workflow.command.budget.settle.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
