package io.sluice.inference.batching;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.contracts.likelihood.LikelihoodRequest.Passage;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.inference.engine.ChatTemplateException;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks a request for likelihoods, and puts its passages into tokens. Thread-safe. */
final class LikelihoodIntake {

    private static final Dials NO_DIALS = new Dials(null, 0, 1, 1, 0, 0, 0);
    private static final String NOBODY = "likelihoods";

    /** One passage in tokens; without a scoring where it is too long. */
    private record Measured(@Nullable Scoring scoring, int tokens) {
    }

    /** What came of the checks. */
    sealed interface Checked {

        /** @param passages null where one is too long and was to be skipped */
        record Sound(List<@Nullable Scoring> passages) implements Checked {
        }

        record Unsound(Failed failure) implements Checked {
        }
    }

    private final Intake intake;

    /** @param intake knows how long a sequence may be */
    LikelihoodIntake(Intake intake) {
        this.intake = intake;
    }

    /**
     * As a request that takes part in the engine's work like any other: its own prompt is that of each passage.
     *
     * @return the failure where something is missing
     */
    @SuppressWarnings("ConstantConditions")
    static @Nullable Failed problem(LikelihoodRequest request) {
        if (request.model() == null) {
            return invalid("model must be present", "model");
        }
        if (AdaptedName.isAuto(request.model())) {
            return invalid("model must name its adapter: which one suits each passage is not chosen here", "model");
        }
        List<Passage> passages = request.passages();
        if (passages == null || passages.isEmpty() || passages.size() > LikelihoodRequest.PASSAGES_MAX) {
            return invalid("passages must hold 1 to " + LikelihoodRequest.PASSAGES_MAX + " passages, not "
                    + (passages == null ? 0 : passages.size()), "passages");
        }
        for (int i = 0; i < passages.size(); i++) {
            if (passages.get(i) == null || passages.get(i).completion() == null) {
                return invalid("passages[" + i + "].completion must be present", "passages[" + i + "].completion");
            }
        }
        return timeout(request) > 0 ? null : new Failed("external", "deadline_exceeded", "the deadline has passed", null);
    }

    private static long timeout(LikelihoodRequest request) {
        return Objects.requireNonNullElse(request.timeoutMillis(), LikelihoodRequest.TIMEOUT_MILLIS);
    }

    /** The same as a request of the engine, whose prompt nobody reads. */
    static GenerateRequest reading(LikelihoodRequest request) {
        RoutePlan plan = new RoutePlan(Policy.PINNED, request.model(), request.model(), NO_DIALS, null, null);
        return new GenerateRequest(Objects.requireNonNullElse(request.requestId(), NOBODY), Objects.requireNonNullElse(request.tenant(), NOBODY),
                plan, null, "", null, Sampling.GREEDY, 1, 0, List.of(), null, false, false, timeout(request));
    }

    /** @param request without a {@link #problem} */
    Checked check(LikelihoodRequest request, LanguageModel model) {
        boolean chat = Boolean.TRUE.equals(request.chat());
        boolean skip = Boolean.TRUE.equals(request.skipTooLong());
        int most = intake.room(model);
        List<@Nullable Scoring> passages = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < request.passages().size(); i++) {
            Measured passage;
            try {
                passage = measured(request.passages().get(i), chat, model.tokenizer(), most);
            } catch (ChatTemplateException refused) {
                return new Checked.Unsound(invalid(Objects.requireNonNullElse(refused.getMessage(), "the chat template refused the prompt"), "chat"));
            }
            if (passage.scoring() == null && !skip) {
                return new Checked.Unsound(new Failed("user", "context_length_exceeded", "passages[" + i + "] has " + passage.tokens()
                        + " tokens, but " + model.info().name() + " takes " + (most + 1), "passages[" + i + "]"));
            }
            total += passage.scoring() == null ? 0 : passage.tokens();
            passages.add(passage.scoring());
        }
        return total <= LikelihoodRequest.TOKENS_MAX ? new Checked.Sound(passages)
                : new Checked.Unsound(new Failed("user", "too_many_tokens", "the passages have " + total + " tokens together, more than "
                        + LikelihoodRequest.TOKENS_MAX + "; ask about fewer at once", "passages"));
    }

    /** The last token is scored and not read, so that a sequence may be longer than what is read by that one. */
    private static Measured measured(Passage passage, boolean chat, Tokenizer tokenizer, int most) {
        String prompt = Objects.requireNonNullElse(passage.prompt(), "");
        int[] given = chat ? tokenizer.encodeChat(List.of(new ChatMessage("user", prompt))) : tokenizer.encode(prompt);
        int before = tokenizer.encode("").length;
        int[] completion = tokenizer.encode(passage.completion());
        int[] all = Arrays.copyOf(given, given.length + completion.length - before);
        System.arraycopy(completion, before, all, given.length, completion.length - before);
        return new Measured(all.length - 1 > most ? null : new Scoring(all, given.length), all.length);
    }

    private static Failed invalid(String message, String param) {
        return new Failed("user", "invalid_request", message, param);
    }
}
