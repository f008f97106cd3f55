package io.sluice.workflow.agent;

/** An interruption on its way through LangChain4j, which knows none. */
final class InterruptedCallException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InterruptedCallException() {
        super("interrupted", null, false, false);
    }
}
