package io.sluice.inference.decoding.constraint.tool;

/** Whether the model has to call a function. */
public sealed interface ToolChoice {

    /** Text or calls, as the model likes. */
    record Auto() implements ToolChoice {}

    /** At least one call, no text. */
    record Required() implements ToolChoice {}

    /** Calls of this function only, at least one. */
    record Named(String name) implements ToolChoice {}
}
