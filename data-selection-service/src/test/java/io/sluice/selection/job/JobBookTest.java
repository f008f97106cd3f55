package io.sluice.selection.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.SelectionCancelled;
import io.sluice.contracts.event.SelectionPaused;
import io.sluice.contracts.event.SelectionPrepared;
import io.sluice.contracts.event.SelectionRequested;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.SelectionInput;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionJob.Status;
import io.sluice.contracts.selection.SelectionRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobBookTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final JobBook book = new JobBook(5_000);

    @Test
    void jobsAreListedNewestFirstByPageAndStatus() {
        for (int i = 0; i < 5; i++) {
            book.apply(requested("j" + i, i));
        }
        book.apply(new SelectionPaused("j3", "ops", AT));
        assertThat(ids(book.list(null, null, 2))).containsExactly("j4", "j3");
        assertThat(ids(book.list(null, "j3", 2))).containsExactly("j2", "j1");
        assertThat(ids(book.list(Status.PAUSED, null, 9))).containsExactly("j3");
    }

    @Test
    void ofThoseThatEndedTheFirstAreForgottenAndNoneThatIsOpen() {
        book.apply(requested("open", 0));
        for (int i = 1; i <= 4; i++) {
            book.apply(requested("j" + i, i));
            book.apply(new SelectionCancelled("j" + i, "ops", AT.plusSeconds(i)));
        }
        assertThat(ids(book.list(null, null, 9))).containsExactly("j4", "j3", "open");
        assertThat(book.apply(new SelectionPaused("j1", "ops", AT))).isInstanceOf(Folded.Refused.class);
        assertThat(book.open()).containsExactly("open");
    }

    @Test
    void aSetIsUsedUntilItsJobHasEnded() {
        book.apply(requested("j", 0));
        assertThat(book.uses("pool")).isTrue();
        assertThat(book.uses("target")).isTrue();
        assertThat(book.uses("other")).isFalse();
        book.apply(new SelectionCancelled("j", "ops", AT));
        assertThat(book.uses("pool")).isFalse();
    }

    @Test
    void onlyWhatCanBeDoneNowIsWanted() {
        assertThat(book.wanted("j", Step.PREPARE)).isFalse();
        book.apply(requested("j", 0));
        assertThat(book.wanted("j", Step.PREPARE)).isTrue();
        assertThat(book.wanted("j", new Step.Score(0))).isFalse();
        book.apply(new SelectionPrepared("j", "w", "p", AT));
        assertThat(book.wanted("j", Step.PREPARE)).isFalse();
        assertThat(book.wanted("j", new Step.Score(1))).isTrue();
        assertThat(book.wanted("j", new Step.Score(2))).isFalse();
        assertThat(book.wanted("j", Step.MERGE)).isFalse();
        book.apply(new SelectionPaused("j", "ops", AT));
        assertThat(book.wanted("j", new Step.Score(1))).isFalse();
    }

    @Test
    void followersAreToldOfWhatChangedTheJobUntilTheyLeave() {
        List<Status> seen = new ArrayList<>();
        Following following = book.follow("j", job -> seen.add(job.status()));
        book.apply(requested("j", 0));
        book.apply(requested("other", 0));
        book.apply(new SelectionPaused("j", "ops", AT));
        book.apply(new SelectionPaused("j", "ops", AT));
        following.close();
        book.apply(new SelectionCancelled("j", "ops", AT));
        assertThat(seen).containsExactly(Status.RUNNING, Status.PAUSED);
    }

    private static SelectionRequested requested(String job, int second) {
        SelectionRequest request = new SelectionRequest("pool", "target", "random", Map.of(), Amount.ofShare(0.1), 1);
        return new SelectionRequested(job, request, new SelectionInput("pool", 10_000, 10_000, 2), new SelectionInput("target", 10, 10, 1), "ops",
                AT.plusSeconds(second));
    }

    private static List<String> ids(List<SelectionJob> jobs) {
        return jobs.stream().map(SelectionJob::id).toList();
    }
}
