package io.sluice.selection.promotion;

import io.sluice.contracts.event.SelectionCancelled;
import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.SelectionRequested;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.Folded;
import io.sluice.selection.job.JobBook;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.work.JobSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Selection jobs as every replica of this service knows them. */
public final class JobSelections implements Selections {

    private final JobBook book;
    private final Desk<SelectionEvent> desk;
    private final DataSets sets;
    private final Clock clock;

    public JobSelections(JobBook book, Desk<SelectionEvent> desk, DataSets sets, Clock clock) {
        this.book = book;
        this.desk = desk;
        this.sets = sets;
        this.clock = clock;
    }

    @Override
    public Optional<SelectionJob> find(String job) {
        return book.find(job);
    }

    @Override
    public void begin(String job, SelectionRequest request, String actor) throws SelectorException, IOException {
        JobSpec spec = JobSpec.of(job, request, sets);
        Desk.Answer answer = desk.append(new SelectionRequested(job, spec.request(), spec.poolInput(), spec.targetInput(), actor,
                clock.instant().truncatedTo(ChronoUnit.MICROS))).join();
        if (answer instanceof Desk.Answer.Told(Folded.Refused(String code, String message))) {
            throw new SelectorException(SelectorException.Code.BAD_SETTING, null, code + ": " + message);
        }
    }

    @Override
    public void cancel(String job, String actor) {
        desk.append(new SelectionCancelled(job, actor, clock.instant().truncatedTo(ChronoUnit.MICROS))).join();
    }
}
