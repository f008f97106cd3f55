package io.sluice.workflow.expression;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.parser.Token;
import com.google.re2j.Pattern;
import java.math.BigDecimal;

/** {@code NUM(text)}: the decimal number that the text is, blanks around it aside; nothing when it is none. */
@FunctionParameter(name = "value")
final class NumberFunction extends AbstractFunction {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,100}(\\.\\d{0,100})?|\\.\\d{1,100})");

    @Override
    public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
        if (values[0].isNumberValue()) {
            return values[0];
        }
        String text = values[0].isNullValue() ? "" : values[0].getStringValue().strip();
        return NUMBER.matches(text) ? EvaluationValue.numberValue(new BigDecimal(text)) : EvaluationValue.NULL_VALUE;
    }
}
