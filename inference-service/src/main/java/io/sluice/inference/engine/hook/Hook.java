package io.sluice.inference.engine.hook;

/**
 * What all hooks have in common.
 *
 * <p>A hook is called by the thread that runs the model, for the rows of its own sequence only, in any order of rows
 * within a layer. What it writes has to be a function of its arguments: a prompt may be cut anywhere, and a cache may be
 * forked and truncated. It must not write outside the range it was given. An exception ends the pass with a
 * {@link HookFailedException}; no cache has changed then.
 */
public interface Hook {

    /** @throws IllegalArgumentException when this hook was made for a model of another shape; the message says how */
    default void requireFit(ModelShape shape) {
    }
}
