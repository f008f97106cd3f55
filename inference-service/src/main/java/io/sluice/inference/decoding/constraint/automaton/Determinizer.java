package io.sluice.inference.decoding.constraint.automaton;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.util.automaton.Automaton;

/**
 * The subset construction, paying {@link Work} for every range and every member of a set that it looks at: a short pattern
 * may have sets of thousands of states that each read hundreds of ranges.
 */
final class Determinizer {

    private record States(int[] members) {

        @Override
        public boolean equals(Object other) {
            return other instanceof States(int[] those) && Arrays.equals(members, those);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(members);
        }
    }

    private final Nfa from;
    private final int end;
    private final Work work;
    private final Automaton to = new Automaton();
    /** By the states that are reached by reading, and by all that read on or end. */
    private final Map<States, Integer> reached = new HashMap<>();
    private final Map<States, Integer> numbers = new HashMap<>();
    private final ArrayDeque<States> open = new ArrayDeque<>();
    /** For each state, how many of the current set's ranges lead to it at the current character. */
    private final int[] leading;
    /** The states that some lead to, without order, and where each stands. */
    private final int[] active;
    private final int[] place;
    private int actives;
    /** For each state, the last closure that it belonged to. */
    private final int[] closedIn;
    private int closures;
    private final int[] stack;

    Determinizer(Nfa from, int end, Work work) {
        this.from = from;
        this.end = end;
        this.work = work;
        this.leading = new int[from.states()];
        this.active = new int[from.states()];
        this.place = new int[from.states()];
        this.closedIn = new int[from.states()];
        this.stack = new int[from.states()];
    }

    Automaton run(int first) {
        number(new States(new int[] {first}));
        for (States set = open.poll(); set != null; set = open.poll()) {
            expand(set);
        }
        to.finishState();
        return to;
    }

    private int number(States start) {
        Integer known = reached.get(start);
        if (known == null) {
            known = closed(closure(start.members));
            reached.put(start, known);
        }
        return known;
    }

    private int closed(States set) {
        Integer known = numbers.get(set);
        if (known != null) {
            return known;
        }
        int state = to.createState();
        if (state >= 2 * Language.STATES_LIMIT) {
            throw Language.tooLarge();
        }
        to.setAccept(state, closedIn[end] == closures);
        numbers.put(set, state);
        open.add(set);
        return state;
    }

    /** All that these get to by reading nothing, as far as it reads on or ends; in order. */
    private States closure(int[] members) {
        closures++;
        int depth = 0;
        int count = 0;
        int[] kept = new int[members.length];
        for (int member : members) {
            closedIn[member] = closures;
            stack[depth++] = member;
        }
        while (depth > 0) {
            int state = stack[--depth];
            boolean keeps = state == end;
            work.visits(1);
            for (int step = from.newestStep(state); step >= 0; step = from.stepBefore(step)) {
                int target = from.target(step);
                if (from.reads(step) != null) {
                    keeps = true;
                } else if (closedIn[target] != closures) {
                    closedIn[target] = closures;
                    stack[depth++] = target;
                }
            }
            if (keeps) {
                kept = count < kept.length ? kept : Arrays.copyOf(kept, 2 * count + 1);
                kept[count++] = state;
            }
        }
        int[] exact = Arrays.copyOf(kept, count);
        Arrays.sort(exact);
        return new States(exact);
    }

    /** Goes over the places where ranges begin and end, in the order of characters. */
    private void expand(States set) {
        int state = numbers.get(set);
        long[] edges = edges(set);
        for (int i = 0; i < edges.length; ) {
            int at = point(edges[i]);
            for (; i < edges.length && point(edges[i]) == at; i++) {
                lead((int) edges[i] >> 1, (edges[i] & 1) == 0 ? 1 : -1);
            }
            if (actives > 0) {
                work.visits(actives);
                int[] members = Arrays.copyOf(active, actives);
                Arrays.sort(members);
                to.addTransition(state, number(new States(members)), at, point(edges[i]) - 1);
            }
        }
    }

    private static int point(long edge) {
        return (int) (edge >> 32);
    }

    /** A character in the upper half; the target, and 1 where the range does not lead there any more, in the lower. */
    private long[] edges(States set) {
        long[] edges = new long[16];
        int count = 0;
        for (int member : set.members) {
            for (int step = from.newestStep(member); step >= 0; step = from.stepBefore(step)) {
                int[] ranges = from.reads(step);
                if (ranges == null) {
                    continue;
                }
                work.visits(ranges.length);
                if (count + ranges.length > edges.length) {
                    edges = Arrays.copyOf(edges, 2 * (count + ranges.length));
                }
                for (int i = 0; i < ranges.length; i++) {
                    edges[count++] = (long) (ranges[i] + i % 2) << 32 | (long) from.target(step) << 1 | i % 2;
                }
            }
        }
        long[] exact = Arrays.copyOf(edges, count);
        Arrays.sort(exact);
        return exact;
    }

    private void lead(int target, int change) {
        int before = leading[target];
        leading[target] = before + change;
        if (before == 0) {
            place[target] = actives;
            active[actives++] = target;
        } else if (before + change == 0) {
            int last = active[--actives];
            active[place[target]] = last;
            place[last] = place[target];
        }
    }
}
