package io.sluice.workflow.agent;

/** An effect that must not be repeated, and of which nobody knows whether it happened. */
final class UnknownEffectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String effect;

    UnknownEffectException(String effect, String message) {
        super(message, null, false, false);
        this.effect = effect;
    }

    String effect() {
        return effect;
    }
}
