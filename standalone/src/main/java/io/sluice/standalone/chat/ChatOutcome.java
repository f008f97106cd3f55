package io.sluice.standalone.chat;

import tools.jackson.databind.JsonNode;

/** How a question ended. */
sealed interface ChatOutcome {

    /** @param report the gateway's {@code sluice} object: policy, shares, switches */
    record Answered(String text, JsonNode report) implements ChatOutcome {
    }

    /** No answer; the message is the gateway's or the network's. */
    record Refused(String message) implements ChatOutcome {
    }

    /** The answer began and broke off. */
    record Cut(String message) implements ChatOutcome {
    }
}
