package io.sluice.workflow.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.event.TeamEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A team's budget: the fold of its events. Immutable.
 *
 * @param limit    in the unit of the workflows' prices; absent: none
 * @param reserved the sum of what is open
 * @param open     reservations by {@code run@epoch}
 * @param settled  the last {@value #SETTLED_MAX} that were, so that a late word about one changes nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TeamState(String team, long seq, @Nullable Double limit, double spent, double reserved, Map<String, Reservation> open,
        List<String> settled) {

    static final int SETTLED_MAX = 1000;
    static final int OPEN_MAX = 5000;

    /** @param spent it was not settled in time: the amount counts as spent */
    public record Reservation(double amount, Instant until, boolean spent) {
    }

    static String key(String run, long epoch) {
        return run + "@" + epoch;
    }

    static TeamState none(String team) {
        return new TeamState(team, 0, null, 0, 0, Map.of(), List.of());
    }

    /** @param before absent before the first event; an event that is in it already changes nothing */
    public static TeamState after(@Nullable TeamState before, TeamEvent event) {
        TeamState old = before == null ? none(event.team()) : before;
        if (event.seq() <= old.seq) {
            return old;
        }
        return switch (event) {
            case TeamEvent.BudgetSet set -> new TeamState(old.team, set.seq(), set.limit(), set.spent(), set.reserved(), old.open, old.settled);
            case TeamEvent.BudgetReserved held -> old.with(held.seq(), held.spent(), held.reserved(), key(held.run(), held.epoch()),
                    new Reservation(held.amount(), held.until(), false));
            case TeamEvent.BudgetRefused refused -> new TeamState(old.team, refused.seq(), old.limit, old.spent, old.reserved, old.open, old.settled);
            case TeamEvent.BudgetSettled done -> old.settled(done);
            case TeamEvent.ReservationExpired late -> old.with(late.seq(), late.spent(), late.reserved(), key(late.run(), late.epoch()),
                    new Reservation(late.amount(), late.at(), true));
        };
    }

    private TeamState with(long newSeq, double newSpent, double newReserved, String key, Reservation reservation) {
        Map<String, Reservation> more = new TreeMap<>(open);
        more.put(key, reservation);
        return new TeamState(team, newSeq, limit, newSpent, newReserved, Collections.unmodifiableMap(more), settled);
    }

    private TeamState settled(TeamEvent.BudgetSettled done) {
        Map<String, Reservation> less = new TreeMap<>(open);
        String key = key(done.run(), done.epoch());
        less.remove(key);
        List<String> more = new ArrayList<>(settled);
        more.add(key);
        if (more.size() > SETTLED_MAX) {
            more.removeFirst();
        }
        return new TeamState(team, done.seq(), limit, done.spent(), done.reserved(), Collections.unmodifiableMap(less), List.copyOf(more));
    }
}
