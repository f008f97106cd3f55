package io.sluice.inference.batching;

import io.sluice.inference.decoding.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The tokens of one sequence in their order: the prompt, the answer with who wrote it, and drafts that nobody has checked yet. */
final class Transcript {

    private int[] prompt;
    private final TokenList answer = new TokenList();
    private final List<Writer> writers = new ArrayList<>();
    private final @Nullable Drafting drafting;

    /** @param drafting its drafts come behind the answer; absent: there are none */
    Transcript(int[] prompt, @Nullable Drafting drafting) {
        this.prompt = prompt;
        this.drafting = drafting;
    }

    /** Another prompt, and no answer yet. */
    void startAgain(int[] otherPrompt) {
        prompt = otherPrompt;
        answer.clear();
        writers.clear();
    }

    void add(int token, Writer writer) {
        answer.add(token);
        writers.add(writer);
    }

    int prompt() {
        return prompt.length;
    }

    /** Tokens of the answer. */
    int answered() {
        return answer.size();
    }

    /** Tokens of prompt and answer. */
    int written() {
        return prompt.length + answer.size();
    }

    /** Tokens of prompt, answer and drafts. */
    int length() {
        return drafting == null ? written() : written() + drafting.size();
    }

    int token(int position) {
        if (drafting != null && position >= written()) {
            return drafting.token(position - written());
        }
        return position < prompt.length ? prompt[position] : answer.get(position - prompt.length);
    }

    /** The first tokens of prompt and answer, as many as there are. */
    int[] first(int tokens) {
        return IntStream.range(0, Math.min(tokens, written())).map(this::token).toArray();
    }

    /** Who wrote each token of the answer. */
    List<Writer> writers() {
        return writers;
    }

    /** Whether this model wrote or drafted the token at a position behind the prompt, or will. */
    boolean isOf(Writer role, int position) {
        int at = position - prompt.length;
        return at >= answer.size() || writers.get(at) == role || drafting != null && drafting.wrote(at);
    }
}
