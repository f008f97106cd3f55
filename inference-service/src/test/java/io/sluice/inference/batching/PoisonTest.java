package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.HookFailedException;
import io.sluice.inference.engine.hook.Hooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One request breaks what it shares with others; they get their answers. */
class PoisonTest {

    private static final char POISON = '!';

    private final Bench bench = new Bench();

    @AfterEach
    void nothingIsLeftOpen() {
        bench.small.beforePass = segments -> { };
        bench.holdsNothing();
        bench.close();
    }

    @Test
    void aHookThatThrowsEndsItsOwnRequest() {
        Failed failed = poisoned(new HookFailedException(Hooks.NONE, new IllegalStateException("secret")));
        assertThat(failed.code()).isEqualTo("hook_failed");
        assertThat(failed.message()).doesNotContain("secret");
    }

    @Test
    void whateverElseBreaksAPassEndsWhoBringsIt() {
        assertThat(poisoned(new ArrayIndexOutOfBoundsException("secret")).code()).isEqualTo("engine_failure");
    }

    @Test
    void aSequenceThatFindsNoMemoryEndsAlone() {
        assertThat(poisoned(new OutOfMemoryError("test")).code()).isEqualTo("out_of_memory");
    }

    @Test
    void theEngineThreadsLinesOfARequestCarryItsId() {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add("[" + event.getMDCPropertyMap().getOrDefault("requestId", "") + "] " + event.getFormattedMessage());
            }
        };
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(EngineLoop.class);
        logger.addAppender(log);
        try {
            poisoned(new IllegalStateException("broken"));
            bench.small.beforePass = segments -> { };
            bench.small.poison = POISON;
            oneOfFiveFails();
        } finally {
            logger.detachAppender(log);
        }
        String id = plain("bad" + POISON, pinned("small")).requestId();
        assertThat(lines).contains("[" + id + "] the forward pass of small failed", "[" + id + "] the request failed");
        assertThat(lines).filteredOn(line -> !line.startsWith("[" + id + "] "))
                .allMatch(line -> line.startsWith("[] a forward pass of small over"));
    }

    private Failed poisoned(Throwable thrown) {
        bench.small.beforePass = segments -> {
            if (segments.stream().anyMatch(PoisonTest::isPoisoned)) {
                PoisonTest.<RuntimeException>raise(thrown);
            }
        };
        return oneOfFiveFails();
    }

    @Test
    void logitsThatAreNoNumbersEndTheirOwnRequest() {
        bench.small.poison = POISON;
        assertThat(oneOfFiveFails().code()).isEqualTo("broken_logits");
    }

    private Failed oneOfFiveFails() {
        List<GenerateRequest> healthy = new ArrayList<>();
        List<List<Answer.Choice>> solo = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            healthy.add(most(plain("healthy " + i, pinned("small")), 60));
            solo.add(bench.answer(tenant(healthy.get(i), "solo")).choices());
        }
        CountDownLatch hold = bench.hold(bench.small);
        List<CompletableFuture<Answer>> answers = new ArrayList<>(healthy.subList(0, 2).stream().map(bench::start).toList());
        CompletableFuture<Answer> bad = bench.start(plain("bad" + POISON, pinned("small")));
        healthy.subList(2, 4).forEach(request -> answers.add(bench.start(request)));
        hold.countDown();
        for (int i = 0; i < 4; i++) {
            assertThat(Bench.get(answers.get(i)).choices()).as("healthy %d", i).isEqualTo(solo.get(i));
        }
        return Objects.requireNonNull(Bench.get(bad).failure());
    }

    private static boolean isPoisoned(Segment segment) {
        return Arrays.stream(segment.tokens()).anyMatch(token -> token == POISON);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
