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
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import java.util.OptionalDouble;
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
 * <p>The tokens are its {@link Transcript}, what has been read of them its {@link Lanes}; here stands what a token sets off.
 */
final class Choice {

    private enum Phase { PROBING, TRYING, WRITING, FINISHED }

    private final Job job;
    private final int index;
    private final Transcript text;
    private final Lanes lanes;
    private final ChoiceOutput output;
    private final CascadeScore doubt = new CascadeScore();
    /** Present exactly under the policy speculative. */
    private final @Nullable Drafting drafting;
    private Phase phase;
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
        Policy asked = job.request.plan().policy();
        this.phase = asked == Policy.PROBE && job.verdict == null ? Phase.PROBING
                : asked == Policy.CASCADE ? Phase.TRYING : Phase.WRITING;
        this.policy = job.policy(index);
        Writer first = policy.writer().orElse(Writer.SMALL);
        this.sampler = new Sampler(job.request.sampling(), job.seed + index, job.cast.prompt(first));
        this.format = job.format(first);
        this.drafting = asked == Policy.SPECULATIVE ? new Drafting(job, sampler, job.seed + index) : null;
        this.text = new Transcript(job.cast.prompt(first), drafting);
        this.lanes = new Lanes(job, index, text);
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

    int token(int position) {
        return text.token(position);
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
        return lanes.hold(model);
    }

    /** The lane is still the one that this choice reads with. */
    boolean reads(Lane lane) {
        return lanes.has(lane);
    }

    /** Positions that the model had read before it may have lost its pages. */
    int seen(Writer role) {
        return lanes.seen(role);
    }

    /**
     * Pages of the model that it will take to get to the end of what is written, and one for what comes.
     *
     * @param rowsMax rows of one sequence in a pass at most
     */
    int pagesAhead(LanguageModel model, int rowsMax) {
        return reader().base() == model.base() ? lanes.pagesAhead(readerRole(), rowsMax) : 0;
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
        Lane lane = lanes.open(readerRole());
        return lane == null ? null : reading(lane, text.length() - lane.read());
    }

    /** The first rows of a reading. */
    Reading cut(Reading whole, int rows) {
        return reading(whole.lane(), Math.min(rows, whole.rows()));
    }

    /** A lane that leads stops at the end of the prompt, where the others fork it. */
    private Reading reading(Lane lane, int rows) {
        int from = lane.read();
        int to = from + rows;
        if (lane.leads() && from < text.prompt()) {
            to = Math.min(to, text.prompt());
        }
        return new Reading(this, lane, from, to, wanted(lane, from, to));
    }

    private Logits wanted(Lane lane, int from, int to) {
        if (!job.opening.done() && from < text.prompt()) {
            return to > job.opening.position() ? Logits.ALL : Logits.NONE;
        }
        boolean checks = drafting != null && lane.role() == Writer.LARGE && drafting.size() > 0 && to >= text.written();
        boolean skips = to > text.prompt() && (to - from > 1 || to < text.length());
        if (checks || skips && lane.role() == Writer.SMALL && policy.watchesSkipped()) {
            return Logits.ALL;
        }
        return to == text.length() || lane.leads() && to == text.prompt() ? Logits.LAST : Logits.NONE;
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
        int seen = lanes.seen(lane.role());
        lanes.read(lane, reading.to());
        if (!job.opening.done() && reading.from() < text.prompt()) {
            for (int i = job.opening.position() - reading.from(); i < rows.length; i++) {
                job.opening.read(rows[i]);
            }
        }
        if (lane.leads() && reading.to() == text.prompt()) {
            job.share(lane.role()).ready(lane.cache(), rows[rows.length - 1]);
        }
        begun |= reading.to() >= text.prompt();
        if (reading.from() < text.prompt() && reading.to() >= text.prompt()) {
            job.read(lane);
        }
        boolean end = reading.to() == text.length();
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

    /** Each row names the token behind its own; the rows behind a draft that was refused name nothing. */
    private void check(Drafting drafts, Reading reading, float[][] rows) {
        int first = reading.to() - rows.length;
        for (int i = 0; i < rows.length && drafts.checking() && !finished(); i++) {
            if (first + i == text.written() - 1) {
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
            if (first + i + 1 >= text.prompt()) {
                policy.skipped(Entropy.nats(rows[i]));
            }
        }
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
        if (drafting != null && !drafting.checking() && !finished() && text.answered() > 0) {
            lanes.forget(text.written() - 1);
            drafting.begin(job.answerLimit - text.answered(), format);
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
        lanes.startAgain();
        text.startAgain(job.cast.prompt(writer));
        drawn = 0;
        policy = new SingleWriter(writer);
        sampler = new Sampler(job.request.sampling(), job.seed + index, job.cast.prompt(writer));
        format = job.format(writer);
        output.startAgain();
    }

    private void write(Writer writer, String model, float[] logits) {
        OptionalDouble deciding = policy.decidingEntropy();
        boolean told = job.request.entropies();
        boolean needed = policy.readsWriterEntropy() || phase == Phase.TRYING || told && deciding.isEmpty();
        double entropy = needed ? Entropy.nats(logits) : Double.NaN;
        float[] allowed = format == null ? logits : format.kept(logits, job.answerLimit - text.answered());
        int token = drafting == null ? sampler.next(allowed) : drafting.next(allowed, text.answered());
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
        if (!finished() && phase == Phase.WRITING && job.wroteInVain(index, text.answered())) {
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
        text.add(token, writer);
        wrote(token, job.traces.answer(token, model, logits, entropy));
    }

    private void wrote(int token, TokenTrace trace) {
        String stop = output.token(job.cast.model(text.writers().getLast()).tokenizer().bytesOf(token), trace);
        if (stop != null) {
            finish(FinishReason.STOP, stop);
        } else if (text.answered() == job.answerLimit) {
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
        job.ended(index, text.answered(), why == FinishReason.STOP ? output.whole() : null);
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
        ledger.wrote(text.writers(), writer -> job.cast.model(writer).info().name());
        int start = job.cast.largePrompt().length;
        ledger.largeAloneReads(job.cast.reference(), start, start + Math.max(0, drawn - 1));
    }

    /** @param keep what was read may serve other requests */
    void close(boolean keep) {
        if (keep && drafting != null) {
            lanes.forget(text.written() - 1);
        }
        lanes.close(keep);
    }
}
