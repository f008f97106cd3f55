package io.sluice.gateway.openai;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The prompt as the first part of an answer. Nothing comes before its first token, so that one has no probability and the
 * engine sends it bare; callers still want its text, which is what the other tokens leave of the delta's.
 */
final class EchoedPrompt {

    /** Who "wrote" an echoed token. */
    static final String WRITER = "prompt";

    private EchoedPrompt() {
    }

    /** The delta with a text for its first token, whose log-probability is NaN; as it is when it is no echo with details. */
    static GenerateEvent.Delta named(GenerateEvent.Delta delta) {
        List<TokenTrace> tokens = delta.tokens();
        if (tokens.isEmpty() || !isBare(tokens.getFirst())) {
            return delta;
        }
        List<TokenTrace> rest = tokens.subList(1, tokens.size());
        if (rest.stream().anyMatch(token -> token.chosen() == null)) {
            return delta;
        }
        byte[] text = delta.text().getBytes(StandardCharsets.UTF_8);
        int others = rest.stream().mapToInt(token -> Objects.requireNonNull(token.chosen()).bytes().size()).sum();
        byte[] first = Arrays.copyOf(text, Math.max(0, text.length - others));
        TokenTrace bare = tokens.getFirst();
        TokenLogprob name = new TokenLogprob(bare.id(), new String(first, StandardCharsets.UTF_8),
                IntStream.range(0, first.length).mapToObj(i -> first[i] & 0xFF).toList(), Double.NaN);
        List<TokenTrace> named = new ArrayList<>(tokens.size());
        named.add(new TokenTrace(bare.id(), bare.model(), name, List.of(), bare.entropy()));
        named.addAll(rest);
        return new GenerateEvent.Delta(delta.choice(), delta.text(), named);
    }

    private static boolean isBare(TokenTrace token) {
        return token.model().equals(WRITER) && token.chosen() == null;
    }
}
