package io.sluice.inference.batching;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.inference.decoding.HandoverPolicy;
import io.sluice.inference.decoding.PromptFeatures;
import io.sluice.inference.decoding.RandomHandover;
import io.sluice.inference.decoding.SingleWriter;
import io.sluice.inference.decoding.Writer;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.decoding.samples.Contest;
import io.sluice.inference.decoding.samples.Ending;
import io.sluice.inference.decoding.samples.Verdict;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelInfo;
import io.sluice.inference.engine.hook.Hooks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that passed the checks, with what its choices share: prompts, the prompt's KV caches, the ledger and the way
 * to its reader. After it was handed over, used by the engine thread only.
 */
final class Job {

    /**
     * @param small       the model that writes as {@link Writer#SMALL}; equal to {@code large} when one is enough
     * @param smallPrompt the prompt in the small model's tokens; the same array as {@code largePrompt} where they agree
     * @param reference   the plan's large model, also where it has nothing to write; what is spent is compared with it
     * @param pinnedLarge the plan pins the service's large model
     * @param formats     what the answer of each writer has to be; empty: any text
     */
    record Cast(LanguageModel small, LanguageModel large, int[] smallPrompt, int[] largePrompt, ModelInfo reference,
            boolean pinnedLarge, Map<Writer, TokenConstraint> formats) {

        LanguageModel model(Writer writer) {
            return writer == Writer.SMALL ? small : large;
        }

        int[] prompt(Writer writer) {
            return writer == Writer.SMALL ? smallPrompt : largePrompt;
        }
    }

    /** Tokens of an answer that are charged when it starts. */
    private static final int PREPAID = 64;

    final GenerateRequest request;
    final Cast cast;
    /** Tokens that an answer may have; 0 only with echo. */
    final int answerLimit;
    final long seed;
    final long arrivedNanos;
    final long deadlineNanos;
    final Outbox outbox;
    final GenerationObserver observer;
    final Ledger ledger = new Ledger();
    final Traces traces;
    final Opening opening;
    final PassSharing sharing;
    /** Of all its sequences, beside those of the model itself. */
    final Hooks hooks;
    /** Among those that wait; set before it gets to the engine thread. */
    Arrivals.@Nullable Place place;
    /** Nothing is written, and what is read serves nobody else. */
    private final boolean scored;
    private final PrefixStore prefixes;
    private final Intake.Leases leases;
    /** The probe's verdict, once it is known. */
    @Nullable Writer verdict;
    /** Between samples of which one becomes the answer; absent: every choice is an answer. */
    private final @Nullable Contest contest;
    /** Since when the reader's buffer is full; meaningful while it is. */
    long fullSinceNanos;
    boolean full;

    private final Map<Writer, PromptShare> shares = new EnumMap<>(Writer.class);
    private final List<Choice> choices = new ArrayList<>();
    private @Nullable Writer firstReader;
    private long firstTokenNanos;
    private boolean anyToken;
    private int finished;
    private boolean ended;

    /** @param scoring of its one sequence, whose prompt is what is scored but for the last token; absent: an answer is to be written */
    Job(GenerateRequest request, Intake.Outcome.Accepted accepted, long seed, long arrivedNanos, Outbox outbox,
            GenerationObserver observer, PrefixStore prefixes, PassSharing sharing, Hooks hooks, @Nullable Scoring scoring) {
        this.request = request;
        this.cast = accepted.cast();
        this.answerLimit = accepted.answerLimit();
        this.leases = accepted.leases();
        this.seed = seed;
        this.arrivedNanos = arrivedNanos;
        this.deadlineNanos = arrivedNanos + Math.min(request.timeoutMillis(), Long.MAX_VALUE / 4_000_000) * 1_000_000;
        this.outbox = outbox;
        this.observer = observer;
        this.prefixes = prefixes;
        this.sharing = sharing;
        this.hooks = hooks;
        this.scored = scoring != null;
        SamplePlan samples = request.plan().dials().samples();
        this.contest = samples == null ? null : new Contest(samples);
        this.traces = new Traces(cast.model(opener()).tokenizer(), request.topLogprobs());
        this.opening = new Opening(request, cast.prompt(opener()), cast.model(opener()).tokenizer(), traces, scoring);
        shares.put(Writer.SMALL, new PromptShare());
        shares.put(Writer.LARGE, new PromptShare());
    }

    /** For one answer that begins with this writer; null: any text. */
    @Nullable FormatKeeper format(Writer first) {
        TokenConstraint constraint = cast.formats().get(first);
        return constraint == null ? null : new FormatKeeper(constraint);
    }

    /** Who writes an answer at first; under {@code probe} the verdict counts, once it is known. */
    HandoverPolicy policy(int choice) {
        Dials dials = request.plan().dials();
        return switch (request.plan().policy()) {
            case PINNED, SMALL, CASCADE -> new SingleWriter(Writer.SMALL);
            case LARGE, SPECULATIVE -> new SingleWriter(Writer.LARGE);
            case PROBE -> new SingleWriter(verdict == null ? Writer.SMALL : verdict);
            case RANDOM -> new RandomHandover(dials.largeShare(), dials.seed() + choice);
            case ENTROPY -> HandoverPolicy.byEntropy(dials);
        };
    }

    /** Comes to the probe's verdict; true when the small model may answer. */
    boolean probe() {
        double[] features = opening.features().values();
        double score = PromptFeatures.score(Objects.requireNonNull(request.plan().probe()), features);
        boolean small = score <= request.plan().dials().threshold();
        verdict = small ? Writer.SMALL : Writer.LARGE;
        ledger.decided(score, !small);
        ledger.probed(features);
        return small;
    }

    /** Who reads the prompt first, whatever comes later. */
    Writer opener() {
        Policy policy = request.plan().policy();
        return policy == Policy.LARGE || policy == Policy.SPECULATIVE ? Writer.LARGE : Writer.SMALL;
    }

    /** The first choice goes alone until the prompt was read, so that the others need not wait in slots. */
    boolean mayStart() {
        return choices.isEmpty() || opening.done() && (answerLimit == 0 || choices.getFirst().begun());
    }

    boolean allStarted() {
        return choices.size() == sequences();
    }

    private int sequences() {
        return contest == null ? request.choices() : contest.count();
    }

    /** Its choices are samples, and which of them is the answer is known when one has won. */
    boolean contested() {
        return contest != null && contest.count() > 1;
    }

    /** @return whether the sample is lost; it has so many tokens, and goes on otherwise */
    boolean wroteInVain(int sample, int tokens) {
        if (contest == null) {
            return false;
        }
        contest.wrote(sample, tokens);
        return contest.lost(sample);
    }

    /** @param text of a sample that ended by itself; absent when it was cut */
    void ended(int sample, int tokens, @Nullable String text) {
        if (contest != null) {
            contest.ended(new Ending(sample, tokens, text == null ? null : Ending.finalAnswer(text)));
        }
    }

    /** Stops the samples that are lost. */
    List<Choice> stopLost() {
        List<Choice> lost = new ArrayList<>();
        for (int i = 0; contest != null && i < choices.size(); i++) {
            if (contest.lost(i) && !choices.get(i).finished()) {
                choices.get(i).stop();
                lost.add(choices.get(i));
            }
        }
        return lost;
    }

    Choice startNext() {
        Choice choice = new Choice(this, choices.size());
        choices.add(choice);
        return choice;
    }

    /** Opens the model's KV cache for a choice; null while another choice or request reads the prompt or its beginning. */
    @Nullable Lane open(Writer role) {
        LanguageModel model = cast.model(role);
        PromptShare share = shares.get(role);
        boolean alone = sequences() == 1;
        if (!alone && share.taken()) {
            KvCache fork = share.fork();
            return fork == null ? null : new Lane(role, model, fork, false, false);
        }
        PrefixStore.Key key = key(model);
        int[] prompt = cast.prompt(role);
        // Who needs the logits of the whole prompt has to read all of it.
        if (opening.done() && prefixes.isComing(key, prompt)) {
            return null;
        }
        share.take();
        int most = prompt.length + answerLimit;
        KvCache cache = opening.done() ? prefixes.open(key, prompt, most) : model.allocate(most);
        if (!scored) {
            prefixes.reading(key, this, prompt, cache);
        }
        if (firstReader == null) {
            firstReader = role;
            ledger.cached(cache.length());
        }
        return new Lane(role, model, cache, true, !alone);
    }

    /**
     * Ends a lane of a choice.
     *
     * @param read the tokens it holds, for requests that begin alike; absent when nobody shall have them
     */
    void close(Lane lane, int @Nullable [] read) {
        prefixes.ended(lane.cache());
        if (lane.leads() && lane.read() < cast.prompt(lane.role()).length) {
            shares.get(lane.role()).leave();
        }
        if (read == null || scored || !hooks.isNone()) {
            lane.cache().close();
        } else {
            prefixes.keep(key(lane.model()), read, lane.cache());
        }
    }

    /** The lane has read the prompt. */
    void read(Lane lane) {
        int[] prompt = cast.prompt(lane.role());
        if (lane.reads() && !scored && hooks.isNone() && lane.model().kvMemory().gone(prompt.length + answerLimit) > 0) {
            prefixes.keepPrompt(key(lane.model()), prompt, lane.cache());
        }
    }

    private PrefixStore.Key key(LanguageModel model) {
        return new PrefixStore.Key(request.tenant(), model, hooks);
    }

    /** The engine did not take it. */
    void giveUp() {
        leases.close();
    }

    /** Gives back the model's pages that are kept for choices to come; false when there are none. */
    boolean closeShares(LanguageModel model) {
        boolean any = false;
        for (Map.Entry<Writer, PromptShare> share : shares.entrySet()) {
            if (share.getValue().ready() && cast.model(share.getKey()).base() == model.base()) {
                share.getValue().close();
                any = true;
            }
        }
        return any;
    }

    /**
     * Pages that the next choice's prompt takes, and one for its answer.
     *
     * @param rowsMax rows of one sequence in a pass at most
     */
    int pagesToStart(LanguageModel model, int rowsMax) {
        int[] prompt = cast.prompt(opener());
        KvMemory memory = model.kvMemory();
        int known = shares.get(opener()).ready() ? prompt.length : opening.done() ? prefixes.longest(key(model), prompt) : 0;
        int shared = Math.max(0, known / memory.tokensPerPage() - memory.gone(known));
        return memory.most(prompt.length, rowsMax) - shared + 1;
    }

    /** Operations that the sequence started last is charged with at once: the first one's prompt, and the beginning of an answer. */
    double deposit() {
        int prompt = cast.prompt(opener()).length;
        return Ledger.flops(cast.model(opener()).info(), choices.size() == 1 ? 0 : prompt, prompt + Math.min(PREPAID, answerLimit));
    }

    /** Operations of a reading that no deposit covers, and that are not done for the second time. */
    double beyondDeposit(Reading reading) {
        Writer role = reading.lane().role();
        int covered = role == opener() ? cast.prompt(role).length + PREPAID : 0;
        int from = Math.max(reading.from(), Math.max(covered, reading.choice().seen(role)));
        return from < reading.to() ? Ledger.flops(reading.lane().model().info(), from, reading.to()) : 0;
    }

    /** It is not held up by its reader. */
    boolean moves() {
        return !ended && outbox.hasRoom();
    }

    PromptShare share(Writer role) {
        return shares.get(role);
    }

    boolean readFirst(Writer role) {
        return role == firstReader;
    }

    void send(GenerateEvent event) {
        outbox.offer(event);
    }

    void sawToken(long nanos) {
        if (!anyToken && !contested()) {
            anyToken = true;
            firstTokenNanos = nanos;
        }
    }

    /** True once every choice has finished, or one of the samples is the answer; then that one is told. */
    boolean choiceFinished(long nanos) {
        finished++;
        if (contest == null) {
            return finished == request.choices();
        }
        Verdict chosen = contest.verdict();
        if (chosen == null) {
            return false;
        }
        choices.get(chosen.chosen()).choose();
        ledger.chose(chosen);
        if (contested()) {
            anyToken = true;
            firstTokenNanos = nanos;
        }
        return true;
    }

    int promptTokens() {
        return cast.prompt(opener()).length;
    }

    boolean ended() {
        return ended;
    }

    /**
     * Frees everything and says how the request ended.
     *
     * @param failure absent when it completed or was cancelled
     */
    InferenceCompleted end(String outcome, GenerateEvent.@Nullable Failed failure, long nowNanos, Instant now) {
        ended = true;
        for (Choice choice : choices) {
            choice.count(ledger);
            choice.close(failure == null);
        }
        shares.values().forEach(PromptShare::close);
        leases.close();
        ledger.largeAloneReads(cast.reference(), 0, cast.largePrompt().length);
        Double firstToken = anyToken ? (firstTokenNanos - arrivedNanos) / 1e6 : null;
        return new InferenceCompleted(request.requestId(), request.tenant(), outcome, failure == null ? null : failure.code(),
                ledger.usage(promptTokens()), ledger.report(request.plan(), cast.pinnedLarge()), firstToken,
                (nowNanos - arrivedNanos) / 1e6, now);
    }
}
