package io.sluice.inference.batching;

import io.sluice.inference.engine.LanguageModel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Who gives pages of keys and values back when they run out: prefixes that are kept for requests to come, then prompts
 * that are kept for choices that do not run, then the sequence that was started last. That one is parked: it loses its
 * pages, keeps its slot and what it has written, and reads all of it again when there is room.
 *
 * <p>The sequence that was started first is never parked, and {@link Intake} lets in only what fits into the whole memory
 * alone. So that one always goes on, and every other becomes the first in its time.
 */
final class PageRelief {

    private final PrefixStore prefixes;
    private final List<Job> jobs;
    private final List<Choice> running;
    private final int rowsMax;
    private final AtomicLong parked = new AtomicLong();

    /**
     * @param jobs    all there are, oldest first; read when asked
     * @param running started sequences, oldest first; read when asked
     * @param rowsMax rows of one sequence in a pass at most
     */
    PageRelief(PrefixStore prefixes, List<Job> jobs, List<Choice> running, int rowsMax) {
        this.prefixes = prefixes;
        this.jobs = jobs;
        this.running = running;
        this.rowsMax = rowsMax;
    }

    /** Takes something away from somebody; false when only one sequence is left, and it has nothing to spare. */
    boolean free(LanguageModel model) {
        if (prefixes.evict(model)) {
            return true;
        }
        for (Job job : jobs.reversed()) {
            if (!runs(job) && job.closeShares(model)) {
                return true;
            }
        }
        List<Choice> holders = running.stream().filter(choice -> choice.holds(model)).toList();
        if (holders.size() > 1) {
            holders.getLast().park();
            parked.incrementAndGet();
            return true;
        }
        return jobs.stream().anyMatch(job -> job.closeShares(model));
    }

    private boolean runs(Job job) {
        return running.stream().anyMatch(choice -> choice.job() == job && !choice.parked());
    }

    /** There is room for the job's next choice, or nothing to wait for. Prefixes make room for it. */
    boolean roomFor(Job job) {
        LanguageModel model = job.cast.model(job.opener());
        return running.isEmpty() || makeRoom(model, () -> job.pagesToStart(model, rowsMax));
    }

    /** Parked sequences go on as long as there is room, those that were started first at first. */
    void resume() {
        for (Choice choice : running) {
            if (choice.parked()) {
                boolean alone = running.stream().allMatch(Choice::parked);
                if (!alone && !makeRoom(choice.reader(), () -> choice.pagesAhead(choice.reader(), rowsMax))) {
                    return;
                }
                choice.resume();
            }
        }
    }

    /** @param needed may grow when a prefix goes */
    private boolean makeRoom(LanguageModel model, IntSupplier needed) {
        while (unclaimed(model) < needed.getAsInt()) {
            if (!prefixes.evict(model)) {
                return false;
            }
        }
        return true;
    }

    /** Pages that no running sequence will take soon. */
    private int unclaimed(LanguageModel model) {
        int claimed = 0;
        for (Choice choice : running) {
            claimed += choice.parked() ? 0 : choice.pagesAhead(model, rowsMax);
        }
        return model.kvMemory().pagesFree() - claimed;
    }

    /** Sequences that lost their pages so far. From any thread. */
    long parked() {
        return parked.get();
    }
}
