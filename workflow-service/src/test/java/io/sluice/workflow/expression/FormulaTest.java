package io.sluice.workflow.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {

    private static final Map<String, Object> VARIABLES =
            Map.of("answer", " 42 ", "input", "six times seven", "n", new BigDecimal("2.5"), "ok", true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "NUM(answer) == 42 | true", "NUM(input) == 42 | false", "STR_LENGTH(STR_TRIM(answer)) == 2 | true", "answer == 42 | false",
        "FOUND(input, \"sev[e]n\") && ok | true", "n * 2 | 5", "IF(n > 2, 'big', 'small') | big", "2^10 | 1024", "MAX(1, n, 2) | 2.5",
        "STR_CONTAINS(input, 'TIMES') | true", "NUM('1e9') = NULL | true", "10 % 3 | 1", "!(ok && n < 2.5) | true"})
    void hasTheValue(String text, String value) throws ExpressionException {
        assertThat(Formula.read(text).value(VARIABLES).text()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RANDOM()", "DT_NOW()", "STR_FORMAT('%2000000000d', 1)", "FACT(5)", "STR_MATCHES('a', '(a+)+$')", "1 +", "(1",
        "2e999999", "a[0]", "a.b", "FOO(1)"})
    void doesNotKnowWhatCouldDoHarm(String text) {
        assertThatThrownBy(() -> Formula.read(text).value(Map.of("a", "x"))).isInstanceOf(ExpressionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9^9^9", "2^100000", "missing + 1", "1 / 0", "FOUND('a', '(')", "STR_SUBSTRING('abc', 5, 2)", "SQRT(-1)"})
    void refusesWhatHasNoValue(String text) {
        assertThatThrownBy(() -> Formula.read(text).value(Map.of())).isInstanceOf(ExpressionException.class);
    }

    @Test
    void boundsItsLengthAndDepth() {
        assertThatThrownBy(() -> Formula.read("1+".repeat(600) + "1")).isInstanceOf(ExpressionException.class);
        assertThatThrownBy(() -> Formula.read("(".repeat(100) + "1" + ")".repeat(100))).isInstanceOf(ExpressionException.class);
    }

    @Test
    void refusesNumbersThatWouldBeLongText() {
        assertThatThrownBy(() -> Formula.read("STR_LENGTH(x)").value(Map.of("x", new BigDecimal("1e999999999"))))
                .isInstanceOf(ExpressionException.class);
    }

    @Test
    void isWorthTheSameTwiceWithOtherVariables() throws ExpressionException {
        Formula formula = Formula.read("n + 1");
        assertThat(formula.value(Map.of("n", BigDecimal.ONE)).text()).isEqualTo("2");
        assertThat(formula.value(Map.of("n", BigDecimal.TEN)).text()).isEqualTo("11");
        assertThat(formula.names()).containsExactly("n");
    }

    @Test
    void whatIsNeitherTrueNorFalseDoesNotHold() {
        assertThatThrownBy(() -> Formula.read("1").holds(Map.of())).isInstanceOf(ExpressionException.class);
    }
}
