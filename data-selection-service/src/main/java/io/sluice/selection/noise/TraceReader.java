package io.sluice.selection.noise;

import io.sluice.selection.row.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the steps of a response and what each number in them comes from. A number in a step is a given as long as the prompt
 * still has one of that value which no step has used; otherwise it is the earliest result of that value which no step has
 * used, or the latest when all are used, and where there is none a constant. So each of several equal numbers is found; only
 * which of two equal ones is which side of a sum stays open. A number between steps repeats the latest result of its value when
 * the prompt has none. For one row; not thread-safe.
 */
final class TraceReader {

    /** At most fifteen digits in what is taken; longer ones are told. */
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern STEP = Pattern.compile(
            "(?<![\\d.,*/+-])-?\\d+(?: ?[-+*/] ?-?\\d+)+ ?= ?-?\\d+(?![\\d]|[.,]\\d)|\\d+");
    private static final Pattern FIRST = Pattern.compile("-?\\d+");
    private static final Pattern NEXT = Pattern.compile(" ?([-+*/=]) ?(-?\\d+)");
    private static final int DIGITS_MAX = 15;

    private final Worked worked;
    private final Map<Long, Integer> given = new HashMap<>();
    private final Map<Long, Integer> unused;
    private final Map<Long, Integer> results = new HashMap<>();
    private final Map<Long, Deque<Integer>> fresh = new HashMap<>();
    private final List<Trace.Slot> slots = new ArrayList<>();
    private final List<Equation> equations = new ArrayList<>();

    private TraceReader(Row row) {
        this.worked = Worked.of(row);
        Matcher number = NUMBER.matcher(row.prompt());
        while (number.find()) {
            if (number.end() - number.start() <= DIGITS_MAX) {
                given.merge(Long.parseLong(number.group()), 1, Integer::sum);
            }
        }
        this.unused = new HashMap<>(given);
    }

    static Reading read(Row row) {
        return new TraceReader(row).read();
    }

    private Reading read() {
        if (worked.answer().isEmpty()) {
            return Untraceable.NO_ANSWER;
        }
        Matcher step = STEP.matcher(worked.work());
        while (step.find()) {
            if (tooLong(step.group())) {
                return Untraceable.TOO_LARGE;
            }
            if (step.group().indexOf('=') < 0) {
                mention(step.start(), step.end());
            } else if (!equation(step.start(), step.group())) {
                return Untraceable.WRONG_STEP;
            }
        }
        if (equations.isEmpty()) {
            return Untraceable.NO_STEPS;
        }
        String last = Long.toString(slots.get(equations.getLast().result()).value());
        return worked.answer().equals(last) ? new Trace(worked, List.copyOf(slots), List.copyOf(equations)) : Untraceable.ANSWER_ELSEWHERE;
    }

    private static boolean tooLong(String text) {
        return NUMBER.matcher(text).results().anyMatch(number -> number.end() - number.start() > DIGITS_MAX);
    }

    private void mention(int from, int to) {
        long value = Long.parseLong(worked.work(), from, to, 10);
        Integer source = given.containsKey(value) ? null : results.get(value);
        if (source != null) {
            slots.add(new Trace.Slot(from, to, value, source));
        }
    }

    /** Whether it holds. */
    private boolean equation(int begin, String text) {
        int step = equations.size();
        List<Integer> operands = new ArrayList<>();
        StringBuilder operators = new StringBuilder();
        Matcher first = FIRST.matcher(text);
        first.lookingAt();
        operands.add(operand(begin, 0, first.end(), text));
        Matcher next = NEXT.matcher(text).region(first.end(), text.length());
        while (next.lookingAt() && !next.group(1).equals("=")) {
            operators.append(next.group(1));
            operands.add(operand(begin, next.start(2), next.end(2), text));
            next.region(next.end(), text.length());
        }
        long right = Long.parseLong(next.group(2));
        slots.add(new Trace.Slot(begin + next.start(2), begin + next.end(2), right, step));
        Equation equation = new Equation(List.copyOf(operands), operators.toString(), slots.size() - 1);
        equations.add(equation);
        results.put(right, step);
        fresh.computeIfAbsent(right, value -> new ArrayDeque<>()).add(step);
        long[] values = operands.stream().mapToLong(slot -> slots.get(slot).value()).toArray();
        try {
            return equation.exact(values) && equation.value(values) == right;
        } catch (ArithmeticException tooLarge) {
            return false;
        }
    }

    private int operand(int begin, int from, int to, String text) {
        long value = Long.parseLong(text, from, to, 10);
        slots.add(new Trace.Slot(begin + from, begin + to, value, source(value)));
        return slots.size() - 1;
    }

    private int source(long value) {
        Integer left = unused.get(value);
        if (left != null && left > 0) {
            unused.put(value, left - 1);
            return Trace.GIVEN;
        }
        Deque<Integer> first = fresh.get(value);
        return first == null || first.isEmpty() ? results.getOrDefault(value, Trace.GIVEN) : first.remove();
    }
}
