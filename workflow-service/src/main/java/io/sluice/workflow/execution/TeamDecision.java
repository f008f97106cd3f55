package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.TeamEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a team's budget makes of a command: reserve, then settle with what it really cost. Right after every reservation
 * {@code spent + reserved <= limit}; a reservation is answered the same however often it is asked for, and counts once
 * however often it is settled. A lowered limit takes nothing from runs that go on.
 *
 * @param answers to runs
 */
public record TeamDecision(List<TeamEvent> events, List<RunCommand.BudgetAnswer> answers) {

    private static final TeamDecision NOTHING = new TeamDecision(List.of(), List.of());
    /** Sums of decimal fractions are not exact. */
    private static final double SLACK = 1e-9;

    public static TeamDecision of(@Nullable TeamState before, TeamCommand command, Instant now) {
        TeamState state = before == null ? TeamState.none(command.team()) : before;
        return switch (command) {
            case TeamCommand.SetBudget set -> new TeamDecision(List.of(new TeamEvent.BudgetSet(state.team(), state.seq() + 1, set.limit(),
                    state.spent(), state.reserved(), set.actor(), now)), List.of());
            case TeamCommand.Reserve reserve -> reserve(state, reserve, now);
            case TeamCommand.Wake wake -> expired(state, wake.alarm(), now);
            case TeamCommand.Settle settle -> settle(state, settle, now);
        };
    }

    /** @param key {@code run@epoch} of a reservation that nobody settled in time */
    public static TeamDecision expired(@Nullable TeamState state, String key, Instant now) {
        TeamState.Reservation open = state == null ? null : state.open().get(key);
        if (state == null || open == null || open.spent() || now.isBefore(open.until())) {
            return NOTHING;
        }
        int at = key.lastIndexOf('@');
        return new TeamDecision(List.of(new TeamEvent.ReservationExpired(state.team(), state.seq() + 1, key.substring(0, at),
                Long.parseLong(key.substring(at + 1)), open.amount(), state.spent() + open.amount(), less(state.reserved(), open.amount()), now)),
                List.of());
    }

    private static TeamDecision reserve(TeamState state, TeamCommand.Reserve asked, Instant now) {
        String key = TeamState.key(asked.run(), asked.epoch());
        if (state.settled().contains(key)) {
            return NOTHING;
        }
        if (state.open().containsKey(key)) {
            return new TeamDecision(List.of(), List.of(answer(asked, true, null, now)));
        }
        Double limit = state.limit();
        double left = limit == null ? Double.POSITIVE_INFINITY : limit - state.spent() - state.reserved();
        if (asked.amount() > left + SLACK || state.open().size() >= TeamState.OPEN_MAX) {
            double told = Double.isInfinite(left) ? 0 : left;
            String message = Double.isInfinite(left) ? "the team has " + TeamState.OPEN_MAX + " runs already"
                    : "the run may cost " + asked.amount() + " and the team has " + told + " left";
            return new TeamDecision(List.of(new TeamEvent.BudgetRefused(state.team(), state.seq() + 1, asked.run(), asked.epoch(),
                    asked.amount(), told, now)), List.of(answer(asked, false, message, now)));
        }
        return new TeamDecision(List.of(new TeamEvent.BudgetReserved(state.team(), state.seq() + 1, asked.run(), asked.epoch(), asked.amount(),
                asked.until(), state.spent(), state.reserved() + asked.amount(), now)), List.of(answer(asked, true, null, now)));
    }

    private static RunCommand.BudgetAnswer answer(TeamCommand.Reserve asked, boolean accepted, @Nullable String message, Instant now) {
        return new RunCommand.BudgetAnswer(asked.run(), asked.team(), asked.epoch(), accepted, message, now);
    }

    private static TeamDecision settle(TeamState state, TeamCommand.Settle settle, Instant now) {
        String key = TeamState.key(settle.run(), settle.epoch());
        if (state.settled().contains(key)) {
            return NOTHING;
        }
        TeamState.Reservation open = state.open().get(key);
        double spent = state.spent() + settle.cost();
        double reserved = state.reserved();
        if (open != null && open.spent()) {
            spent = less(spent, open.amount());
        } else if (open != null) {
            reserved = less(reserved, open.amount());
        }
        return new TeamDecision(List.of(new TeamEvent.BudgetSettled(state.team(), state.seq() + 1, settle.run(), settle.epoch(), settle.cost(),
                spent, reserved, now)), List.of());
    }

    private static double less(double sum, double part) {
        return Math.max(0, sum - part);
    }
}
