package io.sluice.workflow.expression;

/** An expression that cannot be read or has no value. The message is for its author and names the place where it can. */
public final class ExpressionException extends Exception {

    private static final long serialVersionUID = 1;

    ExpressionException(String message) {
        super(message, null, false, false);
    }
}
