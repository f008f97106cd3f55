package io.sluice.workflow.strategy;

/** A call without an answer: the step that needed it ends. */
public final class CallFailedException extends Exception {

    private static final long serialVersionUID = 1;

    private final String code;
    private final boolean retryable;

    /**
     * @param code      stable, snake_case
     * @param message   for people, without secrets and prompts
     * @param retryable whether another attempt may fare better
     */
    public CallFailedException(String code, String message, boolean retryable) {
        super(message, null, false, false);
        this.code = code;
        this.retryable = retryable;
    }

    public String code() {
        return code;
    }

    public boolean retryable() {
        return retryable;
    }
}
