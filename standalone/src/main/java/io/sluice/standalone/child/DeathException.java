package io.sluice.standalone.child;

/** Completes the readiness of a component whose process ended first. */
public final class DeathException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Death death;

    DeathException(Death death) {
        super(death.message());
        this.death = death;
    }

    public Death death() {
        return death;
    }
}
