package io.sluice.inference.decoding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of one answer as its tokens come: whole characters, nothing that could become part of a stop string, and with
 * every piece the tokens whose text ends in it. Not thread-safe.
 *
 * @param <T> what is remembered about a token until its text is final
 */
public final class AnswerText<T> {

    /**
     * @param text   final text, perhaps empty
     * @param tokens tokens whose text ends with or before the end of {@code text}, and not in an earlier piece
     * @param stop   the stop string that ended the answer; nothing may be appended after it
     */
    public record Piece<T>(String text, List<T> tokens, @Nullable String stop) {

        public boolean empty() {
            return text.isEmpty() && tokens.isEmpty();
        }
    }

    /** Offsets are in characters of the decoded text; {@code end} is unknown while the token ends inside a character. */
    private static final class Waiting<T> {
        final T token;
        final int start;
        int end = Integer.MAX_VALUE;

        Waiting(T token, int start) {
            this.token = token;
            this.start = start;
        }
    }

    private final Utf8Assembler characters = new Utf8Assembler();
    private final StopMatcher stops;
    private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
    private int decoded;
    private int released;

    public AnswerText(StopMatcher stops) {
        this.stops = stops;
    }

    /** @param bytes the token's own bytes; none for a control token */
    public Piece<T> append(byte[] bytes, T token) {
        int before = decoded;
        String text = characters.append(bytes);
        decoded += text.length();
        if (!text.isEmpty()) {
            settle(before + Character.charCount(text.codePointAt(0)));
        }
        Waiting<T> last = new Waiting<>(token, before);
        if (!characters.midCharacter()) {
            settle(decoded);
            last.end = decoded;
        }
        waiting.add(last);
        return piece(stops.append(text));
    }

    /** No token follows: what was held back is final. */
    public Piece<T> finish() {
        String text = characters.finish();
        decoded += text.length();
        settle(decoded);
        StopMatcher.Progress progress = stops.append(text);
        if (progress.stop() != null) {
            return piece(progress);
        }
        return piece(new StopMatcher.Progress(progress.text() + stops.finish(), null));
    }

    private void settle(int end) {
        for (Waiting<T> token : waiting) {
            token.end = Math.min(token.end, end);
        }
    }

    private Piece<T> piece(StopMatcher.Progress progress) {
        released += progress.text().length();
        List<T> tokens = new ArrayList<>();
        boolean stopped = progress.stop() != null;
        while (!waiting.isEmpty() && (waiting.peek().end <= released || stopped && waiting.peek().start < released)) {
            tokens.add(waiting.remove().token);
        }
        return new Piece<>(progress.text(), tokens, progress.stop());
    }
}
