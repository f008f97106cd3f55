package io.sluice.inference.engine;

/** The conversation can't be rendered by the model's chat template. The message is safe to show to the caller. */
public final class ChatTemplateException extends RuntimeException {

    public ChatTemplateException(String message) {
        super(message);
    }

    public ChatTemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
