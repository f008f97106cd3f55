package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.inference.batching.Job.Cast;
import io.sluice.inference.batching.ServedModels.Lease;
import io.sluice.inference.decoding.FieldProblem;
import io.sluice.inference.decoding.RangeCheck;
import io.sluice.inference.decoding.Writer;
import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.engine.ChatTemplateException;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks a request against the contract and the models, and puts its prompt into tokens. Thread-safe. */
final class Intake {

    private static final int MOST_CHOICES = 128;
    private static final int MOST_STOPS = 4;
    private static final int LONGEST_STOP = 1000;
    private static final int MOST_LOGPROBS = 20;
    /** About 50 MB. */
    private static final int MOST_HELD = 262_144;

    /** What came of the checks. */
    sealed interface Outcome {

        /**
         * @param answerLimit tokens an answer may have
         * @param leases      on the models of the cast; who takes the request closes it
         */
        record Accepted(Cast cast, int answerLimit, Leases leases) implements Outcome {
        }

        record Refused(Failed failure) implements Outcome {
        }
    }

    /** On the models of one request. Closing it again does nothing. */
    static final class Leases implements AutoCloseable {

        private final List<Lease> all = new ArrayList<>(2);

        Lease add(Lease lease) {
            all.add(lease);
            return lease;
        }

        @Override
        public void close() {
            all.forEach(Lease::close);
        }
    }

    /** Ends the checks at the first that fails; never leaves this class. */
    private static final class Refusal extends RuntimeException {

        private final transient Failed failure;

        Refusal(String code, String message, @Nullable String param) {
            super(message, null, false, false);
            this.failure = new Failed("user", code, message, param);
        }
    }

    private final ServedModels models;
    private final Formats formats = new Formats();
    private final int rowsMax;

    /** @param rowsMax rows of one sequence in a pass at most */
    Intake(ServedModels models, int rowsMax) {
        this.models = models;
        this.rowsMax = rowsMax;
    }

    Outcome check(GenerateRequest request) {
        Leases leases = new Leases();
        boolean accepted = false;
        try {
            Outcome outcome = check(request, leases);
            accepted = outcome instanceof Outcome.Accepted;
            return outcome;
        } catch (Refusal refusal) {
            return new Outcome.Refused(refusal.failure);
        } finally {
            if (!accepted) {
                leases.close();
            }
        }
    }

    private Outcome check(GenerateRequest request, Leases leases) {
        complete(request);
        combinable(request);
        Lease small = leases.add(writer(request.plan(), true));
        Lease large = leases.add(writer(request.plan(), false));
        refuse(RangeCheck.plan(request.plan()));
        refuse(RangeCheck.sampling(request.sampling(), Math.min(vocabulary(small), vocabulary(large))));
        counts(request);
        stops(request.stop());
        boolean alike = models.share(small.model(), large.model());
        compatible(request, alike);
        int[] smallPrompt = prompt(request, small.model());
        int[] largePrompt = alike ? smallPrompt : prompt(request, large.model());
        int limit = Math.min(limit(request, small.model(), smallPrompt), limit(request, large.model(), largePrompt));
        if (request.timeoutMillis() <= 0) {
            return new Outcome.Refused(new Failed("external", "deadline_exceeded", "the deadline has passed", null));
        }
        boolean pinnedLarge = request.plan().policy() == Policy.PINNED && small.role() == ModelRole.LARGE;
        LanguageModel reference = Objects.requireNonNullElse(models.find(request.plan().large()), large.model());
        Map<Writer, TokenConstraint> format = format(request, small.model(), large.model(), alike, limit);
        holdable(request, limit);
        return new Outcome.Accepted(new Cast(small.model(), large.model(), smallPrompt, largePrompt, reference.info(),
                pinnedLarge, format), limit, leases);
    }

    /** JSON may leave out what the contract says is there. */
    @SuppressWarnings("ConstantConditions")
    private static void complete(GenerateRequest request) {
        present(request.requestId(), "requestId");
        present(request.tenant(), "tenant");
        RoutePlan plan = present(request.plan(), "plan");
        present(plan.policy(), "plan.policy");
        present(plan.small(), "plan.small");
        present(plan.large(), "plan.large");
        present(plan.dials(), "plan.dials");
        if (plan.probe() != null) {
            present(plan.probe().weights(), "plan.probe.weights");
            present(plan.probe().mean(), "plan.probe.mean");
            present(plan.probe().scale(), "plan.probe.scale");
        }
        Sampling sampling = present(request.sampling(), "sampling");
        present(sampling.logitBias(), "sampling.logitBias");
        present(request.stop(), "stop");
        int forms = (request.messages() == null ? 0 : 1) + (request.prompt() == null ? 0 : 1)
                + (request.promptTokens() == null ? 0 : 1);
        if (forms != 1) {
            throw invalid("exactly one of messages, prompt and promptTokens must be present", "prompt");
        }
    }

    private static <T> T present(@Nullable T value, String param) {
        if (value == null) {
            throw invalid(param + " must be present", param);
        }
        return value;
    }

    /** The model that stands for a writer: a plan with one writer needs only that one to be served. */
    private Lease writer(RoutePlan plan, boolean small) {
        boolean wantsSmall = switch (plan.policy()) {
            case PINNED, SMALL -> true;
            case LARGE -> false;
            case PROBE, CASCADE, ENTROPY, RANDOM, SPECULATIVE -> small;
        };
        String name = wantsSmall ? plan.small() : plan.large();
        Lease served = models.lease(name);
        if (served == null) {
            throw new Refusal("model_not_found", "no model named " + printable(name) + " is served here",
                    wantsSmall ? "plan.small" : "plan.large");
        }
        return served;
    }

    private static int vocabulary(Lease served) {
        return served.model().info().vocabularySize();
    }

    private static void counts(GenerateRequest request) {
        if (request.choices() < 1 || request.choices() > MOST_CHOICES) {
            throw invalid("choices must be within 1.." + MOST_CHOICES + ", not " + request.choices(), "choices");
        }
        Integer top = request.topLogprobs();
        if (top != null && (top < 0 || top > MOST_LOGPROBS)) {
            throw invalid("topLogprobs must be within 0.." + MOST_LOGPROBS + ", not " + top, "topLogprobs");
        }
        Integer most = request.maxTokens();
        if (most != null && (most < 0 || most == 0 && !request.echo())) {
            throw invalid("maxTokens must be at least 1, or 0 with echo, not " + most, "maxTokens");
        }
    }

    private static void stops(List<String> stops) {
        if (stops.size() > MOST_STOPS) {
            throw invalid("stop must hold at most " + MOST_STOPS + " strings, not " + stops.size(), "stop");
        }
        for (String stop : stops) {
            if (stop == null || stop.isEmpty() || stop.length() > LONGEST_STOP) {
                throw invalid("every stop string must have 1.." + LONGEST_STOP + " characters", "stop");
            }
        }
    }

    private static void compatible(GenerateRequest request, boolean alike) {
        Policy policy = request.plan().policy();
        boolean tokenLevel = policy == Policy.ENTROPY || policy == Policy.RANDOM || policy == Policy.SPECULATIVE;
        if (!alike && (tokenLevel || request.promptTokens() != null)) {
            throw new Refusal("incompatible_models", printable(request.plan().small()) + " and " + printable(request.plan().large())
                    + " differ in tokenizer, so one can't go on where the other stopped", "plan.policy");
        }
    }

    private static int[] prompt(GenerateRequest request, LanguageModel model) {
        int[] tokens;
        if (request.messages() != null) {
            try {
                tokens = model.tokenizer().encodeChat(request.messages(), request.tools() == null ? List.of() : request.tools().tools());
            } catch (ChatTemplateException refused) {
                throw invalid(Objects.requireNonNullElse(refused.getMessage(), "the chat template refused the messages"), "messages");
            }
        } else if (request.prompt() != null) {
            tokens = model.tokenizer().encode(request.prompt());
        } else {
            tokens = given(present(request.promptTokens(), "promptTokens"), model.info().vocabularySize());
        }
        if (tokens.length == 0) {
            throw invalid("the prompt must hold at least one token", request.promptTokens() == null ? "prompt" : "promptTokens");
        }
        return tokens;
    }

    private static int[] given(List<Integer> ids, int vocabulary) {
        for (Integer id : ids) {
            if (id == null || id < 0 || id >= vocabulary) {
                throw invalid("promptTokens holds " + id + ", but ids are 0.." + (vocabulary - 1), "promptTokens");
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private int limit(GenerateRequest request, LanguageModel model, int[] prompt) {
        int context = room(model);
        int left = context - prompt.length;
        Integer most = request.maxTokens();
        boolean fits = most != null && most == 0 ? left >= 0 : left >= 1;
        if (!fits) {
            String bound = context < model.info().contextLength() ? "the service's memory for keys and values of " : "the context of ";
            throw new Refusal("context_length_exceeded", "the prompt has " + prompt.length + " tokens, but " + bound
                    + model.info().name() + " is " + context + " tokens for prompt and answer together",
                    request.messages() != null ? "messages" : "prompt");
        }
        return most == null ? left : Math.min(most, left);
    }

    /** Tokens that one sequence of the model can have. */
    int room(LanguageModel model) {
        return Math.min(model.info().contextLength(), room(model.kvMemory()));
    }

    /** Tokens of one sequence that fit into the memory, beside a page of its prompt that is kept for other choices. */
    private int room(KvMemory memory) {
        return memory.tokens(Math.max(0, memory.pagesMax() - 1), rowsMax);
    }

    /** Samples are held back with their details until one of them is the answer. */
    private static void holdable(GenerateRequest request, int limit) {
        SamplePlan samples = request.plan().dials().samples();
        Integer top = request.topLogprobs();
        if (samples != null && samples.count() > 1 && top != null && (long) samples.count() * limit * (top + 1) > MOST_HELD) {
            throw invalid("log-probabilities of " + samples.count() + " samples of up to " + limit + " tokens are more than the "
                    + MOST_HELD + " that can be held until one of them is the answer", "maxTokens");
        }
    }

    private static void combinable(GenerateRequest request) {
        SamplePlan samples = request.plan().dials().samples();
        if (samples != null && request.choices() != 1) {
            throw invalid("one of the samples is the answer, so there is one choice", "choices");
        }
        if (samples != null && samples.count() > 1 && request.sampling().temperature() == 0) {
            throw invalid("at temperature 0 all samples are alike; it must be above 0", "sampling.temperature");
        }
        if (request.tools() != null && request.format() != null) {
            throw invalid("an answer has a format or calls functions; send one of them", "response_format");
        }
        if ((request.tools() != null || request.format() != null) && !request.stop().isEmpty()) {
            throw invalid("a stop string would cut an answer that has a format or calls functions; send one of them", "stop");
        }
    }

    /** What each writer's answer has to be; empty: any text. */
    private Map<Writer, TokenConstraint> format(GenerateRequest request, LanguageModel small, LanguageModel large, boolean alike, int limit) {
        if (request.format() == null && request.tools() == null || limit == 0) {
            return Map.of();
        }
        ToolUse tools = request.tools();
        if (tools != null) {
            // In one form, whoever writes: the answer is taken apart by it.
            CompiledConstraint calls = formats.compile(tools, ToolForms.of(large.tokenizer().template()));
            TokenConstraint first = open(calls, small, limit, "tools");
            return Map.of(Writer.SMALL, first, Writer.LARGE, alike ? first : open(calls, large, limit, "tools"));
        }
        OutputFormat format = Objects.requireNonNull(request.format());
        TokenConstraint first = format(format, small, limit);
        return Map.of(Writer.SMALL, first, Writer.LARGE, alike ? first : format(format, large, limit));
    }

    private TokenConstraint format(OutputFormat format, LanguageModel model, int limit) {
        return open(formats.compile(format), model, limit, switch (format.kind()) {
            case JSON_OBJECT, JSON_SCHEMA -> "response_format";
            case REGEX -> "structured_outputs.regex";
            case GRAMMAR -> "structured_outputs.grammar";
        });
    }

    private TokenConstraint open(CompiledConstraint compiled, LanguageModel model, int limit, String param) {
        return switch (compiled) {
            case CompiledConstraint.Ready ready -> open(ready, model, limit, param);
            case CompiledConstraint.Refused refused -> throw new Refusal("unsupported_format", "this can't be kept exactly"
                    + (refused.path().isEmpty() ? "" : ", see " + printable(refused.path())) + ": " + refused.reason(),
                    refused.path().startsWith("tool") ? printable(refused.path().split("#", 2)[0]) : param);
        };
    }

    private TokenConstraint open(CompiledConstraint.Ready format, LanguageModel model, int limit, String param) {
        return switch (format.open(formats.vocabulary(model), limit)) {
            case CompiledConstraint.Opening.Opened opened -> opened.constraint();
            case CompiledConstraint.Opening.TooFewTokens few -> throw new Refusal("max_tokens_too_small",
                    "the shortest answer in this format takes up to " + few.needed() + " tokens, but the answer may have " + limit, "maxTokens");
            case CompiledConstraint.Opening.NotSpellable missing -> throw new Refusal("unsupported_format", "the model "
                    + model.info().name() + " has no token for some bytes that this format needs", param);
            case CompiledConstraint.Opening.TooCostly _ -> throw new Refusal("format_too_costly",
                    "the answer's format takes too much work at its beginning; make it simpler", param);
        };
    }

    private static void refuse(Optional<FieldProblem> problem) {
        problem.ifPresent(found -> {
            throw invalid(found.message(), found.param());
        });
    }

    private static Refusal invalid(String message, String param) {
        return new Refusal("invalid_request", message, param);
    }

    /** A name from outside, fit for a message: short, and without control characters. */
    static String printable(String name) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return shown.codePoints().map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
