package io.sluice.inference.batching;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.routing.Policy;
import io.sluice.inference.decoding.CascadeScore;
import io.sluice.inference.decoding.Entropy;
import io.sluice.inference.decoding.HandoverPolicy;
import io.sluice.inference.decoding.Sampler;
import io.sluice.inference.decoding.SingleWriter;
import io.sluice.inference.decoding.Writer;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One answer being written: a sequence of tokens, up to two lanes that read it, and the policy that says who writes.
 *
 * <p>{@code probe} and {@code cascade} are a first phase before the writing: the probe reads the prompt with the small
 * model and then names the writer; the cascade lets the small model try, withholds what it writes, and either releases it
 * or starts again with the large model, exactly as if that one had been asked alone.
 *
 * <p>A choice may be one of several samples ({@link Job#contested}): then it tells nothing until it is {@link #choose chosen},
 * and stops as soon as it can't be.
 *
 * <p>The class is as long as it is because all that a token sets off in its sequence stands here, in order.
 */
final class Choice {

    private enum Phase { PROBING, TRYING, WRITING, FINISHED }

    private final Job job;
    private final int index;
    private final Map<Writer, Lane> lanes = new EnumMap<>(Writer.class);
    private final ReadCount counted;
    private final TokenList answer = new TokenList();
    private final List<Writer> writers = new ArrayList<>();
    private final ChoiceOutput output;
    private final CascadeScore doubt = new CascadeScore();
    /** Present exactly under the policy speculative. */
    private final @Nullable Drafting drafting;
    private Phase phase;
    private int[] prompt;
    private HandoverPolicy policy;
    private Sampler sampler;
    /** Absent: any text. */
    private @Nullable FormatKeeper format;
    /** Tokens drawn for the answer, the end token included; it is no part of the answer. */
    private int drawn;
    private boolean begun;
    private boolean parked;
    private boolean reported;
    private long nowNanos;

    Choice(Job job, int index) {
        this.job = job;
        this.index = index;
        this.counted = new ReadCount(job.ledger, this::own);
        Policy asked = job.request.plan().policy();
        this.phase = asked == Policy.PROBE && job.verdict == null ? Phase.PROBING
                : asked == Policy.CASCADE ? Phase.TRYING : Phase.WRITING;
        this.policy = job.policy(index);
        Writer first = policy.writer().orElse(Writer.SMALL);
        this.prompt = job.cast.prompt(first);
        this.sampler = new Sampler(job.request.sampling(), job.seed + index, prompt);
        this.format = job.format(first);
        this.drafting = asked == Policy.SPECULATIVE ? new Drafting(job, sampler, job.seed + index) : null;
        this.output = new ChoiceOutput(job, index, phase == Phase.TRYING);
    }

    Job job() {
        return job;
    }

    boolean finished() {
        return phase == Phase.FINISHED;
    }

    /** The prompt was read by the model that comes first. */
    boolean begun() {
        return begun;
    }

    private int written() {
        return prompt.length + answer.size();
    }

    private int length() {
        return drafting == null ? written() : written() + drafting.size();
    }

    int token(int position) {
        if (drafting != null && position >= written()) {
            return drafting.token(position - written());
        }
        return position < prompt.length ? prompt[position] : answer.get(position - prompt.length);
    }

    /** The model that has to read up to the end of the sequence before anything else can happen. */
    LanguageModel reader() {
        return job.cast.model(readerRole());
    }

    private Writer readerRole() {
        return drafting != null && drafting.open() ? Writer.SMALL : policy.writer().orElse(Writer.SMALL);
    }

    boolean parked() {
        return parked;
    }

    /** Gives its pages back and waits; see {@link PageRelief}. */
    void park() {
        close(false);
        parked = true;
    }

    /** May go on, and has to read everything again. */
    void resume() {
        parked = false;
    }

    boolean holds(LanguageModel model) {
        return lanes.values().stream().anyMatch(lane -> lane.model().base() == model.base());
    }

    /** The lane is still the one that this choice reads with. */
    boolean reads(Lane lane) {
        return lanes.get(lane.role()) == lane;
    }

    /** Positions that the model had read before it may have lost its pages. */
    int seen(Writer role) {
        return counted.upTo(role);
    }

    /**
     * Pages of the model that it will take to get to the end of what is written, and one for what comes.
     *
     * @param rowsMax rows of one sequence in a pass at most
     */
    int pagesAhead(LanguageModel model, int rowsMax) {
        Lane lane = lanes.get(readerRole());
        KvMemory memory = model.kvMemory();
        if (reader().base() != model.base()) {
            return 0;
        }
        return Math.max(0, memory.most(length(), rowsMax) - (lane == null ? 0 : memory.pages(lane.read()))) + 1;
    }

    /** An answer without tokens needs no model unless the prompt's logits are asked for; it is finished at once. */
    boolean finishesWithoutModel() {
        if (job.answerLimit == 0 && job.opening.done()) {
            finish(FinishReason.LENGTH, null);
        }
        return finished();
    }

    /** What {@link #reader()} has to read; null while another choice reads the prompt for this one. */
    @Nullable Reading next() {
        Writer role = readerRole();
        Lane lane = lanes.get(role);
        if (lane == null) {
            lane = job.open(role);
            if (lane == null) {
                return null;
            }
            lanes.put(role, lane);
            counted.opened(lane);
        }
        return reading(lane, length() - lane.read());
    }

    /** The first rows of a reading. */
    Reading cut(Reading whole, int rows) {
        return reading(whole.lane(), Math.min(rows, whole.rows()));
    }

    /** A lane that leads stops at the end of the prompt, where the others fork it. */
    private Reading reading(Lane lane, int rows) {
        int from = lane.read();
        int to = from + rows;
        if (lane.leads() && from < prompt.length) {
            to = Math.min(to, prompt.length);
        }
        return new Reading(this, lane, from, to, wanted(lane, from, to));
    }

    private Logits wanted(Lane lane, int from, int to) {
        if (!job.opening.done() && from < prompt.length) {
            return Logits.ALL;
        }
        boolean checks = drafting != null && lane.role() == Writer.LARGE && drafting.size() > 0 && to >= written();
        boolean skips = to > prompt.length && (to - from > 1 || to < length());
        if (checks || skips && lane.role() == Writer.SMALL && policy.watchesSkipped()) {
            return Logits.ALL;
        }
        return to == length() || lane.leads() && to == prompt.length ? Logits.LAST : Logits.NONE;
    }

    /** A cache that was forked at the end of the prompt has nothing to read, for its logits are known. */
    void deliverShared(Reading reading, long nanos) {
        nowNanos = nanos;
        reached(reading.lane(), job.share(reading.lane().role()).logits());
        nextRound();
    }

    /** @param rows raw logits as the reading wanted them; overwritten by the model's next pass */
    void deliver(Reading reading, float[][] rows, long nanos) {
        nowNanos = nanos;
        Lane lane = reading.lane();
        int seen = counted.upTo(lane.role());
        counted.read(lane, reading.to());
        if (!job.opening.done() && reading.from() < prompt.length) {
            for (int i = job.opening.position() - reading.from(); i < rows.length; i++) {
                job.opening.read(rows[i]);
            }
        }
        if (lane.leads() && reading.to() == prompt.length) {
            job.share(lane.role()).ready(lane.cache(), rows[rows.length - 1]);
        }
        if (!begun && reading.to() >= prompt.length) {
            begun = true;
            job.read(lane);
        }
        boolean end = reading.to() == length();
        if (lane.role() == Writer.SMALL && policy.watchesSkipped() && rows.length > 0) {
            skipped(reading, rows, end ? rows.length - 1 : rows.length, seen);
        }
        if (drafting != null && drafting.checking() && lane.role() == Writer.LARGE) {
            check(drafting, reading, rows);
        } else if (end) {
            reached(lane, rows[rows.length - 1]);
        }
        nextRound();
    }

    private void forgetDrafts() {
        lanes.values().forEach(lane -> counted.forget(lane, written() - 1));
    }

    /** Each row names the token behind its own; the rows behind a draft that was refused name nothing. */
    private void check(Drafting drafts, Reading reading, float[][] rows) {
        int first = reading.to() - rows.length;
        for (int i = 0; i < rows.length && drafts.checking() && !finished(); i++) {
            if (first + i == written() - 1) {
                reached(reading.lane(), rows[i]);
            }
        }
    }

    /**
     * Row i holds the entropy of position {@code from + i + 1}; positions of the prompt were not skipped by anybody.
     *
     * @param seen positions that had been read before, and were told to the policy then
     */
    private void skipped(Reading reading, float[][] rows, int count, int seen) {
        int first = reading.to() - rows.length;
        for (int i = Math.max(0, seen - first); i < count; i++) {
            if (first + i + 1 >= prompt.length) {
                policy.skipped(Entropy.nats(rows[i]));
            }
        }
    }

    /** Whether the token at this position is for this model to read in any case: no catching up with the other one. */
    private boolean own(Writer role, int position) {
        if (position < prompt.length) {
            return job.readFirst(role);
        }
        int at = position - prompt.length;
        return at >= answer.size() || writers.get(at) == role || drafting != null && drafting.wrote(at);
    }

    /** The lane has read the whole sequence; these are the logits of the token to be written. */
    private void reached(Lane lane, float[] logits) {
        if (job.answerLimit == 0) {
            finish(FinishReason.LENGTH, null);
            return;
        }
        if (drafting != null && lane.role() == Writer.SMALL) {
            drafting.draft(logits, job.cast.large().info().endTokens());
            return;
        }
        if (phase == Phase.PROBING && !probed()) {
            return;
        }
        if (lane.role() == Writer.SMALL && policy.watchesSmall()) {
            policy.observe(Entropy.nats(logits));
        }
        Writer writer = policy.writer().orElseThrow();
        if (writer == lane.role()) {
            write(writer, lane.model().info().name(), logits);
        }
    }

    /** What was read of void drafts is forgotten before there are others. */
    private void nextRound() {
        if (drafting != null && !drafting.checking() && !finished() && answer.size() > 0) {
            forgetDrafts();
            drafting.begin(job.answerLimit - answer.size(), format);
        }
    }

    /** True when the small model may answer. */
    private boolean probed() {
        boolean small = job.probe();
        phase = Phase.WRITING;
        if (!small) {
            startAgain(Writer.LARGE);
        }
        return small;
    }

    /** From here on as if the model had been asked alone. */
    private void startAgain(Writer writer) {
        close(true);
        counted.clear();
        prompt = job.cast.prompt(writer);
        answer.clear();
        writers.clear();
        drawn = 0;
        policy = new SingleWriter(writer);
        sampler = new Sampler(job.request.sampling(), job.seed + index, prompt);
        format = job.format(writer);
        output.startAgain();
    }

    private void write(Writer writer, String model, float[] logits) {
        OptionalDouble deciding = policy.decidingEntropy();
        boolean told = job.request.entropies();
        boolean needed = policy.readsWriterEntropy() || phase == Phase.TRYING || told && deciding.isEmpty();
        double entropy = needed ? Entropy.nats(logits) : Double.NaN;
        float[] allowed = format == null ? logits : format.kept(logits, job.answerLimit - answer.size());
        int token = drafting == null ? sampler.next(allowed) : drafting.next(allowed, answer.size());
        drawn++;
        if (phase == Phase.TRYING) {
            doubt.wrote(entropy);
            if (doubt.exceeds(job.request.plan().dials().threshold())) {
                job.ledger.decided(doubt.value(), true);
                phase = Phase.WRITING;
                startAgain(Writer.LARGE);
                return;
            }
        } else {
            job.sawToken(nowNanos);
        }
        policy.wrote(entropy);
        drew(writer, model, token, logits, told ? Opening.finite(deciding.orElse(entropy)) : null);
        if (!finished() && phase == Phase.WRITING && job.wroteInVain(index, answer.size())) {
            stop();
        }
    }

    private void drew(Writer writer, String model, int token, float[] logits, @Nullable Double entropy) {
        if (job.cast.model(writer).info().endTokens().contains(token)) {
            finish(FinishReason.STOP, null);
            return;
        }
        if (format != null) {
            format.wrote(token);
        }
        answer.add(token);
        writers.add(writer);
        wrote(token, job.traces.answer(token, model, logits, entropy));
    }

    private void wrote(int token, TokenTrace trace) {
        String stop = output.token(job.cast.model(writers.getLast()).tokenizer().bytesOf(token), trace);
        if (stop != null) {
            finish(FinishReason.STOP, stop);
        } else if (answer.size() == job.answerLimit) {
            finish(FinishReason.LENGTH, null);
        } else if (format != null && format.complete()) {
            finish(FinishReason.STOP, null);
        }
    }

    private void finish(FinishReason reason, @Nullable String stop) {
        String ending = stop == null ? output.lastToken() : stop;
        if (phase == Phase.TRYING) {
            job.ledger.decided(doubt.value(), false);
            job.sawToken(nowNanos);
            output.release();
        }
        phase = Phase.FINISHED;
        boolean cut = format != null && format.cut();
        FinishReason why = ending != null ? FinishReason.STOP : cut ? FinishReason.LENGTH : reason;
        output.finished(why, ending);
        job.ended(index, answer.size(), why == FinishReason.STOP ? output.whole() : null);
        count(job.ledger);
        close(true);
    }

    /** The sample can't be the answer; what it has written counts. */
    void stop() {
        count(job.ledger);
        reported = true;
        phase = Phase.FINISHED;
        output.forget();
        close(true);
    }

    /** The sample is the answer. */
    void choose() {
        output.choose();
    }

    /** Adds what this answer has come to, once. A try that was given up or not finished is no answer. */
    void count(Ledger ledger) {
        if (reported || phase == Phase.TRYING) {
            return;
        }
        reported = true;
        ledger.wrote(writers, writer -> job.cast.model(writer).info().name());
        int start = job.cast.largePrompt().length;
        ledger.largeAloneReads(job.cast.reference(), start, start + Math.max(0, drawn - 1));
    }

    /** @param keep what was read may serve other requests; of several answers the first one's is enough */
    void close(boolean keep) {
        if (keep && drafting != null) {
            forgetDrafts();
        }
        for (Lane lane : lanes.values()) {
            job.close(lane, keep && index == 0 ? IntStream.range(0, Math.min(lane.read(), written())).map(this::token).toArray() : null);
        }
        lanes.clear();
    }
}
