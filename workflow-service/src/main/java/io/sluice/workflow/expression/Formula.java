package io.sluice.workflow.expression;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token.TokenType;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An expression that was read: EvalEx with fewer functions (see {@link Vocabulary}) and with bounds, so that whoever wrote
 * it can cost neither memory nor time: at most {@value #LENGTH_MAX} characters and {@value #DEPTH_MAX} levels, literals of
 * 100 digits, values of {@value #TEXT_MAX} characters, no loops. Text is text: {@code NUM(x)} makes a number of it, and
 * values of different kinds are never equal. Not thread-safe.
 */
public final class Formula {

    private static final int LENGTH_MAX = 1000;
    private static final int DEPTH_MAX = 60;
    private static final int TEXT_MAX = 65_536;
    private static final int SCALE_MAX = 1000;
    private static final Pattern LITERAL = Pattern.compile("(?i)0x[0-9a-f]{1,64}|\\d{0,100}\\.?\\d{0,100}(e[+-]?\\d{1,3})?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final ExpressionConfiguration CONFIGURATION = Vocabulary.configuration();

    private final Expression expression;
    private final Set<String> names;

    private Formula(Expression expression, Set<String> names) {
        this.expression = expression;
        this.names = names;
    }

    /** @throws ExpressionException when it is none, or too long or too deep */
    public static Formula read(String text) throws ExpressionException {
        if (text.length() > LENGTH_MAX) {
            throw new ExpressionException("longer than " + LENGTH_MAX + " characters");
        }
        checkNesting(text);
        Expression expression = new Expression(text, CONFIGURATION);
        try {
            ASTNode root = expression.getAbstractSyntaxTree();
            check(root, 1);
            return new Formula(expression, expression.getUsedVariables());
        } catch (ParseException wrong) {
            throw new ExpressionException("at character " + wrong.getStartPosition() + ": " + wrong.getMessage());
        }
    }

    /** Names of variables that occur, as they are written. */
    public Set<String> names() {
        return names;
    }

    /**
     * @param variables by name, in whatever case: text, {@link BigDecimal} or {@link Boolean}; names that no expression can
     *                  write are passed over
     * @throws ExpressionException when a variable is missing, kinds do not fit, or a number is too large
     */
    public Value value(Map<String, ?> variables) throws ExpressionException {
        try {
            for (Map.Entry<String, ?> each : variables.entrySet()) {
                if (NAME.matches(each.getKey()) && !CONFIGURATION.getDefaultConstants().containsKey(each.getKey().toUpperCase(Locale.ROOT))) {
                    if (each.getValue() instanceof BigDecimal number && Math.abs((long) number.scale()) > SCALE_MAX) {
                        throw new ExpressionException("the number '" + each.getKey() + "' is too large or too small");
                    }
                    expression.with(each.getKey(), each.getValue());
                }
            }
            return of(expression.evaluate());
        } catch (EvaluationException | ParseException wrong) {
            throw new ExpressionException("at character " + wrong.getStartPosition() + ": " + wrong.getMessage());
        } catch (ArithmeticException | NumberFormatException | IndexOutOfBoundsException wrong) {
            throw new ExpressionException("has no value: " + wrong.getMessage());
        }
    }

    /** @throws ExpressionException also when it is neither true nor false */
    public boolean holds(Map<String, ?> variables) throws ExpressionException {
        if (value(variables) instanceof Value.Truth(boolean holds)) {
            return holds;
        }
        throw new ExpressionException("is neither true nor false");
    }

    private static Value of(EvaluationValue value) throws ExpressionException {
        if (value.isNullValue()) {
            return new Value.Nothing();
        }
        if (value.isBooleanValue()) {
            return new Value.Truth(value.getBooleanValue());
        }
        if (value.isNumberValue()) {
            BigDecimal number = value.getNumberValue();
            if (Math.abs((long) number.scale()) + number.precision() > TEXT_MAX) {
                throw new ExpressionException("the number is too large");
            }
            return new Value.Number(number);
        }
        String text = value.getStringValue();
        if (text.length() > TEXT_MAX) {
            throw new ExpressionException("the text is longer than " + TEXT_MAX + " characters");
        }
        return new Value.Text(text);
    }

    /** Before the library's own recursion meets it. */
    private static void checkNesting(String text) throws ExpressionException {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth > DEPTH_MAX) {
                throw new ExpressionException("nested deeper than " + DEPTH_MAX);
            }
        }
    }

    private static void check(ASTNode node, int depth) throws ExpressionException {
        // A chain of operators is a deep tree too; what its length allows is harmless for the stack.
        if (depth > LENGTH_MAX) {
            throw new ExpressionException("nested deeper than " + LENGTH_MAX);
        }
        if (node.getToken().getType() == TokenType.NUMBER_LITERAL && !LITERAL.matches(node.getToken().getValue())) {
            throw new ExpressionException("at character " + node.getToken().getStartPosition() + ": the number is too long");
        }
        for (ASTNode child : node.getParameters()) {
            check(child, depth + 1);
        }
    }
}
