package io.sluice.workflow.expression;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.parser.Token;
import com.google.re2j.Pattern;
import io.sluice.workflow.definition.Patterns;
import java.util.Optional;

/** {@code FOUND(text, pattern)}: whether the RE2 pattern is found in the text. */
@FunctionParameter(name = "text")
@FunctionParameter(name = "pattern")
final class FoundFunction extends AbstractFunction {

    @Override
    public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) throws EvaluationException {
        Optional<String> problem = Patterns.problem(values[1].getStringValue());
        if (problem.isPresent()) {
            throw new EvaluationException(token, problem.get());
        }
        Pattern pattern = Pattern.compile(values[1].getStringValue());
        return EvaluationValue.booleanValue(pattern.matcher(values[0].getStringValue()).find());
    }
}
