package io.sluice.selection.noise;

import io.sluice.selection.field.BadField;
import io.sluice.selection.field.Fields;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Draws;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Noise in the traces of worked solutions, after TInt (Havrilla and Iyer 2024, arXiv 2402.04004).
 *
 * <p>Let a solution's steps be s₁ … sₙ with sᵢ = fᵢ(givens, s₁ … sᵢ₋₁), and δ(x) be x with one digit changed. A row is
 * contaminated with probability c. In a contaminated row
 *
 * <ul>
 *   <li><b>static</b>: every number x of the work is written as δ(x) with probability p, after the steps were computed. The
 *       answer is sₙ, as before.
 *   <li><b>dynamic</b>: s̃ᵢ = fᵢ(givens, s̃₁ … s̃ᵢ₋₁), then δ(s̃ᵢ) instead with probability p. The answer is s̃ₙ.
 * </ul>
 *
 * <p>Ours: the paper generates functions on lists of integers together with their traces; here traces are read off the text
 * of any row, and both kinds make the same mistake, so that they differ in nothing but where it leads. Divisions round
 * down where a mistake leaves a remainder.
 *
 * <p>Always: prompts stay as they are; c = 0 or p = 0 changes no byte; a row's noise follows from the seed and its ordinal
 * alone. Static: nothing but digits of numbers before the mark changes, and none of their places. Dynamic: every step that
 * was not hit still holds, for the numbers that then stand in it. Thread-safe.
 *
 * @param contamination c, of rows
 * @param intensity     p, of numbers or steps
 */
public record Noise(NoiseKind kind, double contamination, double intensity, long seed) {

    private static final double INTENSITY_USUAL = 0.1;
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** What became of a row. */
    sealed interface Outcome {

        /** As it was: not contaminated, or by chance without a mistake. */
        record Clean() implements Outcome {
        }

        /**
         * @param hits  mistakes, at least one
         * @param right whether the answer is still what it was
         */
        record Noised(String response, int hits, boolean right) implements Outcome {
        }

        /** As it was, since its steps can't be worked through. */
        record Left(Untraceable reason) implements Outcome {
        }
    }

    private static final Outcome CLEAN = new Outcome.Clean();

    /** @throws BadField the first that doesn't fit */
    public static Noise of(NoiseRequest request) throws BadField {
        if (request.kind() == null) {
            throw new BadField("kind", "is missing; it is static or dynamic");
        }
        return new Noise(
                Fields.word("kind", request.kind(), NoiseKind.STATIC),
                Fields.share("contamination", request.contamination(), 1),
                Fields.share("intensity", request.intensity(), INTENSITY_USUAL),
                request.seed() == null ? 1 : request.seed());
    }

    Outcome apply(Row row) {
        RandomGenerator random = Draws.at(seed, row.ordinal());
        if (random.nextDouble() >= contamination) {
            return CLEAN;
        }
        return kind == NoiseKind.STATIC ? beside(row, random) : within(row, random);
    }

    private Outcome beside(Row row, RandomGenerator random) {
        Worked worked = Worked.of(row);
        if (worked.answer().isEmpty()) {
            return new Outcome.Left(Untraceable.NO_ANSWER);
        }
        Matcher number = NUMBER.matcher(worked.work());
        StringBuilder work = new StringBuilder();
        int done = 0;
        int hits = 0;
        while (number.find()) {
            if (random.nextDouble() < intensity) {
                work.append(worked.work(), done, number.start()).append(Digits.slipped(number.group(), random));
                done = number.end();
                hits++;
            }
        }
        work.append(worked.work(), done, worked.work().length());
        return hits == 0 ? CLEAN : new Outcome.Noised(worked.with(work.toString(), worked.answer()), hits, true);
    }

    private Outcome within(Row row, RandomGenerator random) {
        return switch (TraceReader.read(row)) {
            case Untraceable reason -> new Outcome.Left(reason);
            case Trace trace -> within(trace, random);
        };
    }

    private Outcome within(Trace trace, RandomGenerator random) {
        long[] results = new long[trace.equations().size()];
        int hits = 0;
        try {
            for (int step = 0; step < results.length; step++) {
                results[step] = trace.equations().get(step).value(trace.operands(step, results));
                if (random.nextDouble() < intensity) {
                    results[step] = Digits.slipped(results[step], random);
                    hits++;
                }
            }
        } catch (ArithmeticException undefined) {
            return new Outcome.Left(Untraceable.UNDEFINED);
        }
        if (hits == 0) {
            return CLEAN;
        }
        boolean right = results[results.length - 1] == trace.slots().get(trace.equations().getLast().result()).value();
        return new Outcome.Noised(trace.text(results), hits, right);
    }
}
