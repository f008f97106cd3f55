package io.sluice.inference.engine.hook;

/**
 * A hook threw, and the pass it was part of ended without a result. No cache has changed: the pass can be repeated
 * without the segment that failed.
 */
public final class HookFailedException extends RuntimeException {

    private final transient Hooks hooks;

    public HookFailedException(Hooks hooks, RuntimeException cause) {
        super("a hook failed: " + cause.getClass().getSimpleName(), cause);
        this.hooks = hooks;
    }

    /** The hooks of the segment that failed, the object that its {@code Segment} holds. */
    public Hooks hooks() {
        return hooks;
    }
}
