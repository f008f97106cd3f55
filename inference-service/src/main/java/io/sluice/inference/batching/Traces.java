package io.sluice.inference.batching;

import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.inference.decoding.Logprobs;
import io.sluice.inference.engine.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes down tokens as one request asked for it. */
final class Traces {

    private static final String PROMPT = "prompt";

    private final Tokenizer tokenizer;
    private final @Nullable Integer topLogprobs;

    /** @param topLogprobs absent: no log-probabilities at all */
    Traces(Tokenizer tokenizer, @Nullable Integer topLogprobs) {
        this.tokenizer = tokenizer;
        this.topLogprobs = topLogprobs;
    }

    boolean logprobs() {
        return topLogprobs != null;
    }

    /** @param logits raw logits that the token came from */
    TokenTrace answer(int token, String model, float[] logits, @Nullable Double entropy) {
        return trace(token, model, logits, entropy);
    }

    /** @param logits raw logits at the token's position; absent for the first token and when nobody asked */
    TokenTrace prompt(int token, float @Nullable [] logits, @Nullable Double entropy) {
        return trace(token, PROMPT, logits, entropy);
    }

    private TokenTrace trace(int token, String model, float @Nullable [] logits, @Nullable Double entropy) {
        if (topLogprobs == null || logits == null) {
            return new TokenTrace(token, model, null, List.of(), entropy);
        }
        Logprobs logprobs = Logprobs.of(logits);
        List<TokenLogprob> top = new ArrayList<>();
        for (int id : logprobs.top(topLogprobs)) {
            top.add(logprob(id, logprobs));
        }
        return new TokenTrace(token, model, logprob(token, logprobs), top, entropy);
    }

    private TokenLogprob logprob(int token, Logprobs logprobs) {
        byte[] bytes = tokenizer.bytesOf(token);
        String text = bytes.length == 0 ? tokenizer.nameOf(token) : new String(bytes, StandardCharsets.UTF_8);
        List<Integer> unsigned = IntStream.range(0, bytes.length).mapToObj(i -> bytes[i] & 0xFF).toList();
        return new TokenLogprob(token, text, unsigned, logprobs.of(token));
    }

    /** The text of tokens as it is, U+FFFD for what is not UTF-8. */
    String text(int[] tokens) {
        byte[][] pieces = Arrays.stream(tokens).mapToObj(tokenizer::bytesOf).toArray(byte[][]::new);
        byte[] all = new byte[Arrays.stream(pieces).mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return new String(all, StandardCharsets.UTF_8);
    }
}
