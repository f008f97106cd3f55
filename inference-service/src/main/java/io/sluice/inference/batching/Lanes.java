package io.sluice.inference.batching;

import io.sluice.inference.decoding.Writer;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each model has read of one choice's sequence, and how much of that was put down as work. */
final class Lanes {

    private final Job job;
    private final int index;
    private final Transcript text;
    private final Map<Writer, Lane> open = new EnumMap<>(Writer.class);
    private final ReadCount counted;

    /** @param index the choice's */
    Lanes(Job job, int index, Transcript text) {
        this.job = job;
        this.index = index;
        this.text = text;
        this.counted = new ReadCount(job.ledger, this::own);
    }

    /** Whether the token at this position is for this model to read in any case: no catching up with the other one. */
    private boolean own(Writer role, int position) {
        return position < text.prompt() ? job.readFirst(role) : text.isOf(role, position);
    }

    /** The model's lane, opened now if need be; null while another choice or request reads the prompt for this one. */
    @Nullable Lane open(Writer role) {
        Lane lane = open.get(role);
        if (lane == null) {
            lane = job.open(role);
            if (lane != null) {
                open.put(role, lane);
                counted.opened(lane);
            }
        }
        return lane;
    }

    /** The lane is still the one that the model reads with. */
    boolean has(Lane lane) {
        return open.get(lane.role()) == lane;
    }

    boolean hold(LanguageModel model) {
        return open.values().stream().anyMatch(lane -> lane.model().base() == model.base());
    }

    /** Positions that the model has read at some time; it may have lost its pages since. */
    int seen(Writer role) {
        return counted.upTo(role);
    }

    /** The lane has read up to here. */
    void read(Lane lane, int to) {
        counted.read(lane, to);
    }

    /**
     * Pages that the model will take to get to the end of what is written, and one for what comes.
     *
     * @param rowsMax rows of one sequence in a pass at most
     */
    int pagesAhead(Writer role, int rowsMax) {
        KvMemory memory = job.cast.model(role).kvMemory();
        Lane lane = open.get(role);
        return Math.max(0, memory.most(text.length(), rowsMax) - (lane == null ? 0 : memory.pages(lane.read()))) + 1;
    }

    /** What was read from this position on is not part of the sequence. */
    void forget(int from) {
        open.values().forEach(lane -> counted.forget(lane, from));
    }

    /** Nothing that was read counts for what comes. */
    void startAgain() {
        close(true);
        counted.clear();
    }

    /** @param keep what was read may serve other requests; of several answers the first one's is enough */
    void close(boolean keep) {
        for (Lane lane : open.values()) {
            job.close(lane, keep && index == 0 ? text.first(lane.read()) : null);
        }
        open.clear();
    }
}
