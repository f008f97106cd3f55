package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.CountedString;
import io.sluice.inference.decoding.constraint.automaton.Decimals;
import io.sluice.inference.decoding.constraint.automaton.JsonEscapes;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Terminal;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.regex.Regex;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The texts of strings, numbers and constants as terminals.
 *
 * <p>Numbers are written so that every reader gets the same value: integers of at most 18 digits; numbers with bounds or a
 * step without exponent, of at most 15 digits, which a double keeps apart; others with at most 15 digits and an exponent
 * of two.
 */
final class ScalarTexts {

    private static final int INTEGER_DIGITS = 18;
    private static final int EXACT_DIGITS = 15;
    private static final int UNBOUNDED_DIGITS = 9;
    private static final Terminal ANY_NUMBER = Regex.whole(
                    "-?(?:0|[1-9]\\d{0,9})(?:\\.\\d{1,5})?(?:[eE][+-]?\\d{1,2})?", new Work())
            .bytes(new Work());

    private final Work work;
    private final Map<Shape, @Nullable Terminal> known = new HashMap<>();

    ScalarTexts(Work work) {
        this.work = work;
    }

    /** @return null when there is no such text */
    @Nullable Terminal values(Shape.Values values) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values.values()) {
            texts.add(value.toString());
            if (value.isNumber() && whole(value.decimalValue())) {
                texts.add(value.decimalValue().setScale(0).toPlainString());
            }
        }
        return Language.texts(texts, work).bytes(work);
    }

    private static boolean whole(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        return plain.scale() <= 0 && plain.precision() - plain.scale() <= INTEGER_DIGITS;
    }

    @Nullable Terminal strings(Shape.Strings strings) {
        if (strings.least() > strings.most()) {
            return null;
        }
        if (strings.least() > CountedString.LONGEST) {
            throw new ConstraintRefusedException("", "minLength is larger than " + CountedString.LONGEST);
        }
        if (strings.patterns().isEmpty() && strings.formats().isEmpty()) {
            return strings.equals(Shape.Strings.ANY)
                    ? CountedString.ANY
                    : known.computeIfAbsent(strings, s -> new CountedString(strings.least(), strings.most()));
        }
        if (!known.containsKey(strings)) {
            known.put(strings, patterned(strings));
        }
        return known.get(strings);
    }

    private @Nullable Terminal patterned(Shape.Strings strings) {
        List<Language> all = new ArrayList<>(strings.patterns());
        all.addAll(strings.formats());
        Language texts = all.getFirst();
        for (Language language : all.subList(1, all.size())) {
            texts = texts.and(language, work);
        }
        if (strings.least() > 0) {
            texts = texts.minus(anyText(0, strings.least() - 1), work);
        }
        if (strings.most() < Integer.MAX_VALUE && !texts.isEmpty()) {
            texts = shortened(texts, strings.most());
        }
        return texts.isEmpty() ? null : JsonEscapes.strings(texts, work).bytes(work);
    }

    private Language shortened(Language texts, int most) {
        return texts.longest() <= most ? texts : texts.and(anyText(0, most), work);
    }

    private Language anyText(int least, int most) {
        return Language.anyCharacter().repeat(least, most, work);
    }

    @Nullable Terminal numbers(Shape.Numbers numbers) {
        if (numbers.equals(Shape.Numbers.ANY)) {
            return ANY_NUMBER;
        }
        if (!known.containsKey(numbers)) {
            Language texts = decimals(numbers);
            known.put(numbers, texts.isEmpty() ? null : texts.bytes(work));
        }
        return known.get(numbers);
    }

    private Language decimals(Shape.Numbers numbers) {
        BigDecimal step = numbers.step() == null ? null : numbers.step().stripTrailingZeros();
        Decimals.Range range = new Decimals.Range(numbers.low(), numbers.lowOpen(), numbers.high(), numbers.highOpen());
        int before = Math.max(digits(numbers.low()), digits(numbers.high()));
        boolean bounded = numbers.low() != null && numbers.high() != null;
        if (step != null && step.scale() <= 0) {
            int limit = step.compareTo(BigDecimal.ONE) == 0 ? INTEGER_DIGITS : EXACT_DIGITS;
            return Decimals.of(range, bounded ? Math.max(1, before) : Math.max(limit, before), 0, step, work);
        }
        int integerDigits = Math.max(1, bounded ? before : Math.max(UNBOUNDED_DIGITS, before));
        if (step != null) {
            return Decimals.of(range, integerDigits, step.scale(), step, work);
        }
        int scale = Math.max(scale(numbers.low()), scale(numbers.high()));
        int places = Math.max(scale, Math.max(0, EXACT_DIGITS - integerDigits));
        return Decimals.of(range, integerDigits, places, null, work);
    }

    private static int digits(@Nullable BigDecimal bound) {
        return bound == null ? 0 : Math.min(INTEGER_DIGITS, Math.max(1, bound.precision() - bound.scale()));
    }

    private static int scale(@Nullable BigDecimal bound) {
        return bound == null ? 0 : Math.max(0, bound.stripTrailingZeros().scale());
    }
}
