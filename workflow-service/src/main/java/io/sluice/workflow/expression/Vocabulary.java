package io.sluice.workflow.expression;

import static java.util.Map.entry;

import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.config.OperatorDictionaryIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.basic.AbsFunction;
import com.ezylang.evalex.functions.basic.AverageFunction;
import com.ezylang.evalex.functions.basic.CeilingFunction;
import com.ezylang.evalex.functions.basic.CoalesceFunction;
import com.ezylang.evalex.functions.basic.FloorFunction;
import com.ezylang.evalex.functions.basic.IfFunction;
import com.ezylang.evalex.functions.basic.MaxFunction;
import com.ezylang.evalex.functions.basic.MinFunction;
import com.ezylang.evalex.functions.basic.NotFunction;
import com.ezylang.evalex.functions.basic.RoundFunction;
import com.ezylang.evalex.functions.basic.SqrtFunction;
import com.ezylang.evalex.functions.basic.SumFunction;
import com.ezylang.evalex.functions.string.StringContains;
import com.ezylang.evalex.functions.string.StringEndsWithFunction;
import com.ezylang.evalex.functions.string.StringLeftFunction;
import com.ezylang.evalex.functions.string.StringLengthFunction;
import com.ezylang.evalex.functions.string.StringLowerFunction;
import com.ezylang.evalex.functions.string.StringRightFunction;
import com.ezylang.evalex.functions.string.StringStartsWithFunction;
import com.ezylang.evalex.functions.string.StringSubstringFunction;
import com.ezylang.evalex.functions.string.StringTrimFunction;
import com.ezylang.evalex.functions.string.StringUpperFunction;
import com.ezylang.evalex.operators.arithmetic.InfixDivisionOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.InfixModuloOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMultiplicationOperator;
import com.ezylang.evalex.operators.arithmetic.InfixPlusOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixPlusOperator;
import com.ezylang.evalex.operators.booleans.InfixAndOperator;
import com.ezylang.evalex.operators.booleans.InfixEqualsOperator;
import com.ezylang.evalex.operators.booleans.InfixGreaterEqualsOperator;
import com.ezylang.evalex.operators.booleans.InfixGreaterOperator;
import com.ezylang.evalex.operators.booleans.InfixLessEqualsOperator;
import com.ezylang.evalex.operators.booleans.InfixLessOperator;
import com.ezylang.evalex.operators.booleans.InfixNotEqualsOperator;
import com.ezylang.evalex.operators.booleans.InfixOrOperator;
import com.ezylang.evalex.operators.booleans.PrefixNotOperator;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/**
 * The operators and functions there are. Left out of EvalEx: whatever reads the clock or draws random numbers, formats
 * (their widths cost memory), factorials, patterns of {@code java.util.regex}, and values that are no number, text or truth.
 */
final class Vocabulary {

    private Vocabulary() {
    }

    static ExpressionConfiguration configuration() {
        return ExpressionConfiguration.builder()
                .operatorDictionary(operators())
                .functionDictionary(functions())
                .defaultConstants(Map.of("TRUE", EvaluationValue.TRUE, "FALSE", EvaluationValue.FALSE,
                        "NULL", EvaluationValue.NULL_VALUE))
                .allowOverwriteConstants(false)
                .arraysAllowed(false).structuresAllowed(false).binaryAllowed(false).implicitMultiplicationAllowed(false)
                .singleQuoteStringLiteralsAllowed(true)
                .zoneId(ZoneOffset.UTC).locale(Locale.ROOT)
                .build();
    }

    private static OperatorDictionaryIfc operators() {
        return MapBasedOperatorDictionary.ofOperators(
                entry("+", new PrefixPlusOperator()), entry("-", new PrefixMinusOperator()),
                entry("+", new InfixPlusOperator()), entry("-", new InfixMinusOperator()),
                entry("*", new InfixMultiplicationOperator()), entry("/", new InfixDivisionOperator()),
                entry("%", new InfixModuloOperator()), entry("^", new BoundedPower()),
                entry("=", new InfixEqualsOperator()), entry("==", new InfixEqualsOperator()),
                entry("!=", new InfixNotEqualsOperator()), entry("<>", new InfixNotEqualsOperator()),
                entry(">", new InfixGreaterOperator()), entry(">=", new InfixGreaterEqualsOperator()),
                entry("<", new InfixLessOperator()), entry("<=", new InfixLessEqualsOperator()),
                entry("&&", new InfixAndOperator()), entry("||", new InfixOrOperator()), entry("!", new PrefixNotOperator()));
    }

    private static FunctionDictionaryIfc functions() {
        return MapBasedFunctionDictionary.ofFunctions(
                entry("ABS", new AbsFunction()), entry("AVERAGE", new AverageFunction()), entry("CEILING", new CeilingFunction()),
                entry("COALESCE", new CoalesceFunction()), entry("FLOOR", new FloorFunction()), entry("IF", new IfFunction()),
                entry("MAX", new MaxFunction()), entry("MIN", new MinFunction()), entry("NOT", new NotFunction()),
                entry("ROUND", new RoundFunction()), entry("SQRT", new SqrtFunction()), entry("SUM", new SumFunction()),
                entry("STR_CONTAINS", new StringContains()), entry("STR_ENDS_WITH", new StringEndsWithFunction()),
                entry("STR_LEFT", new StringLeftFunction()), entry("STR_LENGTH", new StringLengthFunction()),
                entry("STR_LOWER", new StringLowerFunction()), entry("STR_RIGHT", new StringRightFunction()),
                entry("STR_STARTS_WITH", new StringStartsWithFunction()),
                entry("STR_SUBSTRING", new StringSubstringFunction()), entry("STR_TRIM", new StringTrimFunction()),
                entry("STR_UPPER", new StringUpperFunction()),
                entry("NUM", new NumberFunction()), entry("FOUND", new FoundFunction()));
    }
}
