package io.sluice.inference.decoding.constraint.tool;

/** A piece of an answer with calls, as it becomes known. Calls are counted from 0. */
public sealed interface ToolCallEvent {

    /** Text for the reader, outside of calls. */
    record Content(String text) implements ToolCallEvent {}

    record Started(int index, String name) implements ToolCallEvent {}

    /** The next characters of the arguments, as they were written: joined they are the JSON text. */
    record Arguments(int index, String fragment) implements ToolCallEvent {}

    record Finished(int index) implements ToolCallEvent {}
}
