package io.sluice.workflow.expression;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.operators.arithmetic.InfixPowerOfOperator;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;

/** Powers whose result has at most {@value #DIGITS_MAX} digits before or after the point. */
@InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_POWER, leftAssociative = false)
final class BoundedPower extends InfixPowerOfOperator {

    private static final int DIGITS_MAX = 10_000;
    private static final BigDecimal EXPONENT_MAX = BigDecimal.valueOf(1000);

    @Override
    public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands) throws EvaluationException {
        if (operands[0].isNumberValue() && operands[1].isNumberValue()) {
            BigDecimal base = operands[0].getNumberValue();
            BigDecimal exponent = operands[1].getNumberValue().abs();
            if (exponent.compareTo(EXPONENT_MAX) > 0
                    || exponent.doubleValue() * Math.abs((double) base.precision() - base.scale()) > DIGITS_MAX) {
                throw new EvaluationException(token, "the power is too large");
            }
        }
        return super.evaluate(expression, token, operands);
    }
}
