package io.sluice.e2e.client;

import java.util.List;

/**
 * What a client understood of an answer.
 *
 * @param texts    one per choice; only the first under streaming, and with clients that know only one choice
 * @param logprobs empty when not asked for
 * @param chunks   1 when not streamed
 */
record Said(List<String> texts, String finish, long promptTokens, long completionTokens, List<Chosen> logprobs, int chunks, List<Call> calls) {

    /** A token and the alternatives to it, best first. */
    record Chosen(String token, double logprob, List<String> top) {
    }

    /** A function that is to be called, with its arguments as JSON text. */
    record Call(String id, String name, String arguments) {
    }

    String text() {
        return texts.getFirst();
    }
}
