package io.sluice.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The verifier's part: {@code PROBLEM|EXPRESSION|VALUE|ANSWER} becomes {@code ok}, {@code wrong} or {@code unsure}. It works
 * the problem out anew and sets each piece beside the given one, {@code 47 47 *38 *38 1786 1786}, until two differ.
 *
 * <p>An answer that nobody worked out has neither expression nor value: {@code PROBLEM|||ANSWER}. The verifier then works it
 * out itself where the models can, and is unsure where they can't.
 */
final class VerifierTemplate implements Template {

    /** Stands where one side has nothing left. */
    private static final String NOTHING = ".";

    private final List<ProblemKind> kinds;

    VerifierTemplate(List<ProblemKind> kinds) {
        this.kinds = kinds;
    }

    @Override
    public String name() {
        return "verifier";
    }

    @Override
    public String problem(String prompt) {
        return prompt.substring(0, prompt.indexOf('|'));
    }

    @Override
    public Exercise draw(int difficulty, RandomGenerator random) {
        Problem problem = Words.one(kinds, random).pose(difficulty, random);
        double scene = random.nextDouble();
        if (problem.expression() == null || scene < (problem.plain() ? 0.4 : 0.1)) {
            return alone(problem, random);
        }
        return worked(problem, problem.expression(), random);
    }

    private static Exercise alone(Problem problem, RandomGenerator random) {
        String given = random.nextBoolean() ? problem.answer() : mistaken(problem, random);
        String prompt = problem.text() + "|||" + given;
        if (!problem.plain()) {
            return new Exercise(prompt, "", "unsure");
        }
        return compared(prompt, problem.steps(), List.of(problem.answer()), List.of(given));
    }

    private static Exercise worked(Problem problem, Expression right, RandomGenerator random) {
        double scene = random.nextDouble();
        Expression given = scene < 0.35 ? Slip.of(right, problem.text(), random) : right;
        String said = scene > 0.85 ? mistaken(problem, random) : problem.wording().of(given.value());
        List<String> expected = new ArrayList<>(right.words());
        List<String> found = new ArrayList<>(given.words());
        while (found.size() < expected.size()) {
            found.add(NOTHING);
        }
        expected.add(problem.wording().of(given.value()));
        found.add(said);
        return compared(problem.text() + "|" + given + "|" + given.value() + "|" + said, problem.lookups(), expected, found);
    }

    /** Another answer: a number in place of a word, the other word, a digit slipped, another cell of the table. */
    private static String mistaken(Problem problem, RandomGenerator random) {
        String answer = problem.answer();
        if (problem.expression() == null) {
            return another(answer, Words.ITEMS, random);
        }
        long value = problem.expression().value();
        if (problem.wording() != Problem.Wording.NUMBER) {
            return random.nextBoolean() ? Long.toString(value) : problem.wording().of(value >= 0 ? -1 : 1);
        }
        int slipped = (int) value;
        while (slipped == value) {
            slipped = Slip.digit((int) value, random);
        }
        return Integer.toString(slipped);
    }

    private static String another(String than, List<String> pool, RandomGenerator random) {
        String drawn = than;
        while (drawn.equals(than)) {
            drawn = Words.one(pool, random);
        }
        return drawn;
    }

    private static Exercise compared(String prompt, String before, List<String> expected, List<String> found) {
        List<String> steps = new ArrayList<>(before.isEmpty() ? List.of() : List.of(before));
        for (int i = 0; i < expected.size(); i++) {
            steps.add(expected.get(i));
            steps.add(found.get(i));
            if (!expected.get(i).equals(found.get(i))) {
                return new Exercise(prompt, String.join(" ", steps), "wrong");
            }
        }
        return new Exercise(prompt, String.join(" ", steps), "ok");
    }
}
