package io.sluice.selection.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.field.BadField;
import io.sluice.selection.noise.Noise.Outcome;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private static Row row(long ordinal, String prompt, String response) {
        return new Row(ordinal, RowForm.INSTRUCTION, prompt, response);
    }

    private static List<Row> rows(String kind, int count) {
        TaskGenerator tasks = TaskGenerator.ofKinds(List.of(kind), 3, Split.TRAIN);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Task task = tasks.next();
            rows.add(row(i, task.prompt(), task.completion()));
        }
        return rows;
    }

    private static List<Long> numbers(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).map(Long::valueOf).toList();
    }

    private static String work(String response) {
        return response.substring(0, response.lastIndexOf(Task.MARK));
    }

    private static String answer(String response) {
        return response.substring(response.lastIndexOf(Task.MARK) + Task.MARK.length()).strip();
    }

    @ParameterizedTest
    @EnumSource(NoiseKind.class)
    void noContaminationOrNoIntensityChangesNothing(NoiseKind kind) {
        for (Row row : rows("shop", 200)) {
            assertThat(new Noise(kind, 0, 1, 1).apply(row)).isInstanceOf(Outcome.Clean.class);
            assertThat(new Noise(kind, 1, 0, 1).apply(row)).isInstanceOf(Outcome.Clean.class);
        }
    }

    @ParameterizedTest
    @EnumSource(NoiseKind.class)
    void followsFromSeedAndOrdinalAlone(NoiseKind kind) {
        Noise noise = new Noise(kind, 0.5, 0.3, 9);
        List<Row> rows = rows("story", 300);
        List<Outcome> once = rows.stream().map(noise::apply).toList();
        assertThat(rows.reversed().stream().map(noise::apply).toList()).isEqualTo(once.reversed());
        assertThat(rows.stream().map(new Noise(kind, 0.5, 0.3, 10)::apply).toList()).isNotEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "story", "add", "multiply", "max", "prices"})
    void staticNoiseWritesOtherDigitsAndLeavesTheAnswer(String kind) {
        Noise noise = new Noise(NoiseKind.STATIC, 1, 0.2, 4);
        long hits = 0;
        long numbers = 0;
        for (Row row : rows(kind, 2_000)) {
            numbers += numbers(work(row.response())).size();
            if (noise.apply(row) instanceof Outcome.Noised(String response, int count, boolean right)) {
                assertThat(right).isTrue();
                assertThat(answer(response)).isEqualTo(answer(row.response()));
                assertThat(response.replaceAll("\\d", "0")).isEqualTo(row.response().replaceAll("\\d", "0"));
                assertThat(different(work(row.response()), work(response))).as(response).isEqualTo(count);
                hits += count;
            }
        }
        assertThat((double) hits / numbers).isCloseTo(0.2, within(0.02));
    }

    /** Each differs in exactly one digit. */
    private static long different(String before, String after) {
        List<MatchResult> old = NUMBER.matcher(before).results().toList();
        long count = 0;
        for (MatchResult number : old) {
            String now = after.substring(number.start(), number.end());
            long digits = 0;
            for (int i = 0; i < now.length(); i++) {
                digits += now.charAt(i) == number.group().charAt(i) ? 0 : 1;
            }
            assertThat(digits).isLessThanOrEqualTo(1);
            count += digits;
        }
        return count;
    }

    /** What a solution with such products and running sums comes to, however its mistakes were made: read back from its text. */
    @ParameterizedTest
    @CsvSource({"shop, 0.3", "order, 0.3", "change, 0.3", "story, 0.3", "stock, 0.3", "prices, 0.3", "shop, 1", "stock, 1"})
    void dynamicNoiseIsCarriedToTheAnswerAndEveryStepThatWasNotHitHolds(String kind, double intensity) {
        Noise noise = new Noise(NoiseKind.DYNAMIC, 1, intensity, 4);
        long hits = 0;
        long steps = 0;
        long wrong = 0;
        for (Row row : rows(kind, 2_000)) {
            List<String> before = steps(row.response());
            steps += before.size();
            Outcome outcome = noise.apply(row);
            if (!(outcome instanceof Outcome.Noised(String response, int count, boolean right))) {
                assertThat(outcome).isInstanceOf(Outcome.Clean.class);
                continue;
            }
            List<String> after = steps(response);
            assertThat(after.stream().filter(step -> !holds(step)).count()).as(response).isEqualTo(count);
            assertThat(answer(response)).isEqualTo(result(after.getLast()));
            assertThat(right).isEqualTo(answer(response).equals(answer(row.response())));
            assertThat(after).hasSameSizeAs(before);
            carried(kind, before, after, response);
            hits += count;
            wrong += right ? 0 : 1;
        }
        assertThat((double) hits / steps).isCloseTo(intensity, within(0.02));
        assertThat(wrong).isPositive();
    }

    /** A number that was an earlier result is what that result has become; all others are as they were. */
    private static void carried(String kind, List<String> before, List<String> after, String response) {
        boolean running = kind.equals("story") || kind.equals("stock");
        for (int i = 0; i < after.size(); i++) {
            String[] old = before.get(i).split("=")[0].split("(?<=\\d)[-+*]");
            String[] now = after.get(i).split("=")[0].split("(?<=\\d)[-+*]");
            assertThat(now).as(response).hasSameSizeAs(old);
            List<String> expected = new ArrayList<>();
            for (int k = 0; k < now.length; k++) {
                boolean product = before.get(i).contains("*");
                int source = running ? (k == 0 && i > 0 ? i - 1 : -1) : product ? -1 : earlier(before, i, k, old[k]);
                expected.add(source < 0 ? old[k] : result(after.get(source)));
            }
            if (old[0].equals(old[1])) {
                // Which of two equal numbers is which does not change a sum.
                assertThat(now).as("%s, step %d", response, i).containsExactlyInAnyOrderElementsOf(expected);
            } else {
                assertThat(now).as("%s, step %d", response, i).containsExactlyElementsOf(expected);
            }
        }
    }

    /** In a purchase of n lines: the first sum adds the first two products, the k-th the sum so far and the next product; change is from a given. */
    private static int earlier(List<String> steps, int step, int operand, String value) {
        int lines = (int) steps.stream().filter(each -> each.contains("*")).count();
        boolean change = steps.get(step).contains("-");
        if (change) {
            return operand == 0 ? -1 : step - 1;
        }
        int sum = step - lines;
        int source = operand == 1 ? sum + 1 : sum == 0 ? 0 : step - 1;
        assertThat(result(steps.get(source))).isEqualTo(value);
        return source;
    }

    private static List<String> steps(String response) {
        Matcher step = Pattern.compile("-?\\d+(?:[-+*]-?\\d+)+=-?\\d+").matcher(work(response));
        return step.results().map(MatchResult::group).toList();
    }

    private static String result(String step) {
        return step.split("=")[1];
    }

    private static boolean holds(String step) {
        Matcher parts = Pattern.compile("(-?\\d+)([-+*])(-?\\d+)=(-?\\d+)").matcher(step);
        assertThat(parts.matches()).as(step).isTrue();
        long left = Long.parseLong(parts.group(1));
        long right = Long.parseLong(parts.group(3));
        long value = switch (parts.group(2)) {
            case "+" -> left + right;
            case "-" -> left - right;
            default -> left * right;
        };
        return value == Long.parseLong(parts.group(4));
    }

    /** The same mistake rate in both; only one of them makes answers wrong. */
    @Test
    void staticNoiseKeepsAllAnswersAndDynamicNoiseFewOfThoseItHits() {
        long wrong = 0;
        long noised = 0;
        for (Row row : rows("stock", 1_000)) {
            if (new Noise(NoiseKind.DYNAMIC, 1, 0.5, 2).apply(row) instanceof Outcome.Noised done) {
                noised++;
                wrong += done.right() ? 0 : 1;
            }
        }
        assertThat((double) wrong / noised).isGreaterThan(0.95);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "3 pens at 4. Total? | it is 12 | NO_ANSWER",
        "3 pens at 4. Total? | it is #### | NO_ANSWER",
        "3 pens at 4. Total? | twelve #### 12 | NO_STEPS",
        "3 pens at 4. Total? | 3*4=13 #### 13 | WRONG_STEP",
        "9 for 4 | 9/4=2 #### 2 | WRONG_STEP",
        "9 for 0 | 9/0=2 #### 2 | WRONG_STEP",
        "3 pens at 4. Enough? | 3*4=12 #### yes | ANSWER_ELSEWHERE",
        "Add: 12+13 | 2+3+0=05 1+1+0=02 #### 25 | ANSWER_ELSEWHERE",
        "big | 1234567890123456+1=1234567890123457 #### 1 | TOO_LARGE",
        "big | 999999999999999*999999999999999=1 #### 1 | WRONG_STEP",
    })
    void stepsThatCantBeWorkedThroughAreLeftForAReason(String prompt, String response, Untraceable reason) {
        assertThat(new Noise(NoiseKind.DYNAMIC, 1, 1, 1).apply(row(0, prompt, response))).isEqualTo(new Outcome.Left(reason));
    }

    /** As grade-school problems are often written: steps within prose, results told again. */
    @Test
    void followsResultsThroughProse() {
        Row row = row(0, "Natalia sold 48 clips in April, and half as many in May. Altogether?",
                "In May she sold 48/2 = <<48/2=24>>24 clips. So 48 + 24 = <<48+24=72>>72 altogether.\n#### 72");
        Reading read = TraceReader.read(row);
        assertThat(read).isInstanceOf(Trace.class);
        assertThat(((Trace) read).text(new long[] {31, 79})).isEqualTo(
                "In May she sold 48/2 = <<48/2=31>>31 clips. So 48 + 31 = <<48+31=79>>79 altogether.\n#### 79");
        assertThat(((Trace) read).text(new long[] {24, 72})).isEqualTo(row.response());
    }

    @Test
    void aDivisionByAMistakenZeroIsLeftAlone() {
        Noise noise = new Noise(NoiseKind.DYNAMIC, 1, 1, 1);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            outcomes.add(noise.apply(row(i, "9 less 7, then 8 by it", "9-7=2 8/2=4 #### 4")));
        }
        assertThat(outcomes).contains(new Outcome.Left(Untraceable.UNDEFINED));
        assertThat(outcomes.stream().filter(Outcome.Noised.class::isInstance)).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"-, 1, 0.1, kind", "loud, 1, 0.1, kind", "static, 1.5, 0.1, contamination", "dynamic, 1, -0.1, intensity", "static, NaN, 0, contamination"})
    void whatCantBeDoneIsToldByItsField(String kind, double contamination, double intensity, String field) {
        assertThatThrownBy(() -> Noise.of(new NoiseRequest(kind, contamination, intensity, null)))
                .isInstanceOf(BadField.class).hasMessageStartingWith(field + " ");
    }

    @Test
    void theUsualNoiseIsATenthOfTheStepsOfAllRows() throws BadField {
        assertThat(Noise.of(new NoiseRequest("dynamic", null, null, null))).isEqualTo(new Noise(NoiseKind.DYNAMIC, 1, 0.1, 1));
    }
}
