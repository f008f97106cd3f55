package io.sluice.gateway.openai;

import org.jspecify.annotations.Nullable;

/**
 * A call of a function, or the next piece of one.
 *
 * @param id        unique in its answer; absent where the name is
 * @param name      absent in every piece but a call's first
 * @param arguments JSON text of an object, or the next part of it
 */
record FunctionCall(@Nullable String id, @Nullable String name, String arguments) {

    /** @param position of the call in its choice */
    static String id(String requestId, int choice, int position) {
        return "call_" + requestId + "_" + choice + "_" + position;
    }
}
