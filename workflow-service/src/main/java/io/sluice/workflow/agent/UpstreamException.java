package io.sluice.workflow.agent;

import dev.langchain4j.exception.HttpException;

/** An upstream's refusal, or none at all, on its way through LangChain4j. Says nothing of what the upstream wrote. */
class UpstreamException extends HttpException {

    private static final long serialVersionUID = 1;

    private final String code;
    private final boolean retryable;

    UpstreamException(int status, String code, String message, boolean retryable) {
        super(status, message);
        this.code = code;
        this.retryable = retryable;
    }

    String code() {
        return code;
    }

    boolean retryable() {
        return retryable;
    }
}
