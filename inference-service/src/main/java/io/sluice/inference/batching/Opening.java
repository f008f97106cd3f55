package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.routing.Policy;
import io.sluice.inference.decoding.Entropy;
import io.sluice.inference.decoding.PromptFeatures;
import io.sluice.inference.engine.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be taken from the logits of the prompt itself: the probe's features, and the log-probabilities and
 * entropies of an echoed prompt, or how likely its end is. The first choice gathers it while it reads the prompt; the others wait for it.
 */
final class Opening {

    private final int[] prompt;
    private final Tokenizer tokenizer;
    private final Traces traces;
    private final boolean probe;
    private final boolean details;
    private final boolean entropies;
    private final @Nullable Scoring scoring;
    private final PromptFeatures features = new PromptFeatures();
    private final List<TokenTrace> echoed = new ArrayList<>();
    private int position;

    /** @param scoring of the sequence that the prompt begins; absent: nobody asks how likely it is */
    Opening(GenerateRequest request, int[] prompt, Tokenizer tokenizer, Traces traces, @Nullable Scoring scoring) {
        this.prompt = prompt;
        this.tokenizer = tokenizer;
        this.traces = traces;
        this.scoring = scoring;
        this.position = scoring == null ? 0 : scoring.position();
        this.probe = request.plan().policy() == Policy.PROBE;
        this.entropies = request.entropies();
        this.details = request.echo() && (traces.logprobs() || entropies);
        if (request.echo()) {
            echoed.add(traces.prompt(prompt[0], null, null));
        }
        if (request.echo() && !details) {
            for (int i = 1; i < prompt.length; i++) {
                echoed.add(traces.prompt(prompt[i], null, null));
            }
        }
    }

    /** The logits of positions are wanted, of every one from {@link #position} on. */
    boolean needed() {
        return probe || details || scoring != null;
    }

    boolean done() {
        return !needed() || position == prompt.length;
    }

    /** Whose logits come next. */
    int position() {
        return position;
    }

    /** The next position's logits, in order. */
    void read(float[] logits) {
        if (probe) {
            features.read(tokenizer.bytesOf(prompt[position]), logits);
        }
        if (scoring != null) {
            scoring.read(position, logits);
        }
        position++;
        if (details && position < prompt.length) {
            echoed.add(traces.prompt(prompt[position], logits, entropies ? finite(Entropy.nats(logits)) : null));
        }
    }

    PromptFeatures features() {
        return features;
    }

    /** The prompt's tokens, once {@link #done()}; empty without {@code echo}. */
    List<TokenTrace> echoed() {
        return echoed;
    }

    static @Nullable Double finite(double entropy) {
        return Double.isNaN(entropy) ? null : Double.valueOf(entropy);
    }
}
