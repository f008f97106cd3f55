package io.sluice.workflow.expression;

import java.math.BigDecimal;

/** What an expression is worth. */
public sealed interface Value {

    /** As people read it. */
    String text();

    /** @param number rounded to 68 digits, as EvalEx computes */
    record Number(BigDecimal number) implements Value {
        @Override
        public String text() {
            return number.toPlainString();
        }
    }

    record Text(String text) implements Value {
    }

    record Truth(boolean holds) implements Value {
        @Override
        public String text() {
            return Boolean.toString(holds);
        }
    }

    /** Of {@code NULL} and of text that is no number. */
    record Nothing() implements Value {
        @Override
        public String text() {
            return "";
        }
    }
}
