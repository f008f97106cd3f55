package io.sluice.workflow.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {

    @ParameterizedTest
    @ValueSource(strings = {"####\\s*(.+)$", "(x+x+)+y", ".*.*.*.*=.*", "^\\d{1,4}([.,]\\d{2})?$", "a{2,}"})
    void takesWhatRe2Takes(String pattern) {
        assertThat(Patterns.problem(pattern)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?=a)", "(a)\\1", "(", "a{1001}", "((a{1000}){1000}){1000}", "(a{400}){400}", "(((((a{9}){9}){9}){9}){9}){9}"})
    void refusesWhatRe2DoesNotTakeOrWouldWriteOutAtLength(String pattern) {
        assertThat(Patterns.problem(pattern)).isPresent();
    }

    @Test
    void refusesALongPattern() {
        assertThat(Patterns.problem("a".repeat(1001))).hasValueSatisfying(message -> assertThat(message).contains("1000 characters"));
    }
}
