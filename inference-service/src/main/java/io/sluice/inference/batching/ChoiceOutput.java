package io.sluice.inference.batching;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.inference.decoding.AnswerText;
import io.sluice.inference.decoding.StopMatcher;
import io.sluice.inference.decoding.constraint.tool.ToolCallEvent;
import io.sluice.inference.decoding.constraint.tool.ToolCallReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one choice tells its reader: the echoed prompt, then final pieces of text with their tokens, then its end. While
 * it withholds, pieces wait until it is known whether they are the answer. A sample is held back as a whole, as it will be
 * told: when it is chosen, everything follows at once, piece by piece.
 */
final class ChoiceOutput {

    private final Job job;
    private final int index;
    private final StringBuilder withheld = new StringBuilder();
    /** Tokens on their way with the next text: those withheld, and those whose text is empty. */
    private final List<TokenTrace> carried = new ArrayList<>();
    private AnswerText<TokenTrace> text;
    /** Takes calls of functions out of the text; absent when there are none to call. */
    private @Nullable ToolCallReader calls;
    private boolean withholding;
    private boolean echoed;
    /** What a sample would tell; absent when it is told at once. */
    private @Nullable List<GenerateEvent> held;
    /** The text of a sample that is held back. */
    private final StringBuilder whole = new StringBuilder();

    ChoiceOutput(Job job, int index, boolean withholding) {
        this.job = job;
        this.index = job.contested() ? 0 : index;
        this.held = job.contested() ? new ArrayList<>() : null;
        this.withholding = withholding;
        this.text = emptyText();
        this.calls = reader();
    }

    private @Nullable ToolCallReader reader() {
        return job.request.tools() == null ? null : new ToolCallReader(ToolForms.of(job.cast.large().tokenizer().template()));
    }

    private AnswerText<TokenTrace> emptyText() {
        return new AnswerText<>(new StopMatcher(job.request.stop()));
    }

    /** Forgets what was withheld; what comes now is the answer. */
    void startAgain() {
        withheld.setLength(0);
        whole.setLength(0);
        carried.clear();
        withholding = false;
        text = emptyText();
        calls = reader();
    }

    /** What was withheld is the answer: it goes out in one piece. */
    void release() {
        withholding = false;
        send();
    }

    /** The sample is the answer: all of it goes out. */
    void choose() {
        List<GenerateEvent> events = held == null ? List.of() : held;
        held = null;
        events.forEach(job::send);
    }

    /** The sample is not the answer. */
    void forget() {
        held = held == null ? null : List.of();
    }

    /** Of a sample that is held back: its text so far, calls of functions included as they are written. */
    String whole() {
        return whole.toString();
    }

    /** @return the stop string that this token completed */
    @Nullable String token(byte[] bytes, TokenTrace trace) {
        return take(text.append(bytes, trace));
    }

    /**
     * No token follows.
     *
     * @return the stop string that the last bytes turned out to complete
     */
    @Nullable String lastToken() {
        return take(text.finish());
    }

    void finished(FinishReason reason, @Nullable String stop) {
        echo();
        if (calls != null) {
            tell(calls.end());
        }
        if (!carried.isEmpty()) {
            delta("", carried);
        }
        boolean called = calls != null && calls.calls() > 0 && reason == FinishReason.STOP;
        send(new GenerateEvent.Finished(index, called ? FinishReason.TOOL_CALLS : reason, stop));
    }

    private @Nullable String take(AnswerText.Piece<TokenTrace> piece) {
        withheld.append(piece.text());
        if (held != null) {
            whole.append(piece.text());
        }
        carried.addAll(piece.tokens());
        if (!withholding) {
            send();
        }
        return piece.stop();
    }

    private void send() {
        if (!withheld.isEmpty()) {
            echo();
            if (calls == null) {
                delta(withheld.toString(), carried);
                carried.clear();
            } else {
                tell(calls.read(withheld.toString()));
            }
            withheld.setLength(0);
        }
    }

    /** Tokens go with the first piece that is told after them. */
    private void tell(List<ToolCallEvent> pieces) {
        for (ToolCallEvent piece : pieces) {
            switch (piece) {
                case ToolCallEvent.Content content -> delta(content.text(), carried);
                case ToolCallEvent.Started call -> call(call.index(), call.name(), "");
                case ToolCallEvent.Arguments more -> call(more.index(), null, more.fragment());
                case ToolCallEvent.Finished call -> {
                    continue;
                }
            }
            carried.clear();
        }
    }

    private void call(int call, @Nullable String name, String arguments) {
        send(new GenerateEvent.Call(index, call, name, arguments, List.copyOf(carried)));
    }

    private void echo() {
        if (job.request.echo() && !echoed) {
            echoed = true;
            delta(job.traces.text(job.cast.prompt(job.opener())), job.opening.echoed());
        }
    }

    private void delta(String piece, List<TokenTrace> tokens) {
        send(new GenerateEvent.Delta(index, piece, List.copyOf(tokens)));
    }

    private void send(GenerateEvent event) {
        if (held == null) {
            job.send(event);
        } else {
            held.add(event);
        }
    }
}
