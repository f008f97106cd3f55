package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.Spending;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunLogTest {

    private static final Instant NOW = Samples.START;

    private final RunLog log = new RunLog(10_000);

    private static RunEvent.Started started(String run, String tenant, Instant at) {
        return new RunEvent.Started(run, 1, tenant, null, "ops", "w", 1, "d", Map.of("input", "x"), 1, 0, 1, 60, null, null, at);
    }

    private static RunEvent.Failed failed(String run, long seq, Instant at) {
        return new RunEvent.Failed(run, seq, "x", "x", Spending.NONE, at);
    }

    private List<String> listed(RunBook.Query query) {
        return log.list(query).stream().map(RunState::started).map(RunEvent.Started::run).toList();
    }

    @Test
    void listsATenantsRunsNewestFirstPageByPage() {
        for (int i = 0; i < 5; i++) {
            log.apply(started("r" + i, "a", NOW.plusSeconds(i)));
        }
        log.apply(started("other", "b", NOW));
        log.apply(failed("r3", 2, NOW));

        assertThat(listed(new RunBook.Query("a", null, null, 2, null))).containsExactly("r4", "r3");
        assertThat(listed(new RunBook.Query("a", null, null, 9, "r3"))).containsExactly("r2", "r1", "r0");
        assertThat(listed(new RunBook.Query("a", "w", Phase.FAILED, 9, null))).containsExactly("r3");
        assertThat(listed(new RunBook.Query("c", null, null, 9, null))).isEmpty();
    }

    @Test
    void aTopicThatIsReadAgainTellsNobodyAnythingTwice() {
        List<RunEvent> told = new ArrayList<>();
        log.watch(told::add);
        List<RunEvent> events = List.of(started("r", "a", NOW), new RunEvent.Paused("r", 2, "o", NOW), failed("r", 3, NOW));
        events.forEach(log::apply);
        events.forEach(log::apply);

        assertThat(told).isEqualTo(events);
        assertThat(log.history("r")).isEqualTo(events);
    }

    @Test
    void runsThatHaveNotEndedAreNeverLeftOutAndThereforeBounded() {
        int open = 0;
        while (!log.full()) {
            log.apply(started("r" + open++, "a", NOW));
        }
        assertThat(open).isBetween(2, 100);

        log.apply(failed("r0", 2, NOW));

        assertThat(log.full()).as("what has ended does not count").isFalse();
        log.apply(new RunEvent.CommandRefused("r0", 3, "c", "no", "no".repeat(2000), NOW));
        assertThat(log.full()).as("however much is said of it").isFalse();
        log.apply(started("next", "a", NOW));
        assertThat(log.full()).isTrue();
        assertThat(log.find("r1")).isPresent();
    }

    @Test
    void aGapIsNoHistory() {
        log.apply(started("r", "a", NOW));

        assertThatThrownBy(() -> log.apply(failed("r", 3, NOW))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("one is missing");
    }

    @Test
    void anEventThatOnlyANewerVersionKnowsIsCountedAndToldAndTheRunGoesOn() {
        List<RunEvent> followed = new ArrayList<>();
        log.apply(started("r", "a", NOW));
        log.follow("r", 0, followed::add);
        log.apply(new RunEvent.Unknown("io.sluice.workflow.run.annotated.v1", "r", 2, NOW.plusSeconds(1)));
        log.apply(failed("r", 3, NOW.plusSeconds(2)));

        assertThat(followed).extracting(RunEvent::seq).containsExactly(1L, 2L, 3L);
        assertThat(log.find("r")).hasValueSatisfying(run -> {
            assertThat(run.phase()).isEqualTo(Phase.FAILED);
            assertThat(run.seq()).isEqualTo(3);
        });
    }

    @Test
    void anIdentityThatIsFreeAgainBeginsAnew() {
        log.apply(started("r", "a", NOW));
        log.apply(failed("r", 2, NOW));

        log.apply(started("r", "a", NOW.plusSeconds(90_000)));

        assertThat(log.find("r").orElseThrow().seq()).isEqualTo(1);
        assertThat(listed(new RunBook.Query("a", null, null, 9, null))).containsExactly("r");
    }

    @Test
    void theRunsThatEndedFirstAreLeftOutAndThoseThatGoOnNever() {
        log.apply(started("live", "a", NOW));
        for (int i = 0; i < 40; i++) {
            log.apply(started("r" + i, "a", NOW.plusSeconds(i)));
            log.apply(failed("r" + i, 2, NOW.plusSeconds(i)));
        }

        assertThat(log.find("live")).isPresent();
        assertThat(log.find("r0")).isEmpty();
        assertThat(log.find("r39")).isPresent();
        assertThat(listed(new RunBook.Query("a", null, null, 100, null))).hasSizeLessThan(12).contains("live", "r39").doesNotContain("r0");
    }
}
