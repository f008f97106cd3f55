package io.sluice.selection.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.dataset.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A request's body, brought into the store on a thread of its own that asks for bytes as fast as the disk takes them. There
 * are as many places as uploads may run at once and nobody waits for one: who comes when all are taken is told so. A place is
 * free again before its upload is answered. A caller who leaves, or falls silent, leaves nothing behind.
 */
public final class UploadBody implements AutoCloseable {

    private static final Duration BUSY_RETRY = Duration.ofSeconds(2);
    /** Buffers between network and disk. */
    private static final int AHEAD = 16;
    private static final int IDLE_SECONDS = 30;

    private final Intake intake;
    private final long bytesMax;
    private final Duration patience;
    private final MeterRegistry meters;
    private final Semaphore places;
    private final ThreadPoolExecutor threads;
    private final Scheduler scheduler;

    public UploadBody(Intake intake, long bytesMax, int atOnceMax, Duration patience, MeterRegistry meters) {
        this.intake = intake;
        this.bytesMax = bytesMax;
        this.patience = patience;
        this.meters = meters;
        this.places = new Semaphore(atOnceMax);
        // Twice as many as places: one whose upload was answered, or given up by its caller, is not idle at once.
        this.threads = new ThreadPoolExecutor(0, 2 * atOnceMax, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("selection-upload-", 0).factory());
        this.scheduler = Schedulers.fromExecutorService(threads, "selection-uploads");
        meters.gauge("sluice.selection.uploads.running", places, each -> atOnceMax - each.availablePermits());
    }

    /** The body did not come to its end; what was thrown is told to nobody but the log. */
    private static final class Broken extends RuntimeException {

        private static final long serialVersionUID = 1;

        Broken(Throwable cause) {
            super(cause.toString(), cause, false, false);
        }
    }

    private sealed interface Received {

        record Whole(Intake.Outcome outcome) implements Received {
        }

        record Part(Broken why) implements Received {
        }
    }

    /** Fails with 429, 413 or, where the body breaks off, 400 and 408. */
    Mono<Intake.Outcome> receive(ServerWebExchange exchange) {
        if (exchange.getRequest().getHeaders().getContentLength() > bytesMax) {
            return Mono.just(new Intake.Outcome.TooLarge(bytesMax));
        }
        Sinks.Empty<Void> left = Sinks.empty();
        Flux<DataBuffer> body = exchange.getRequest().getBody().timeout(patience).takeUntilOther(left.asMono()).onErrorMap(Broken::new)
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
        return placed(() -> take(body)).doOnCancel(() -> left.tryEmitError(new IOException("the caller left"))).flatMap(this::told);
    }

    private <T> Mono<T> placed(Callable<T> work) {
        return Mono.using(this::place, place -> Mono.fromCallable(work).subscribeOn(scheduler), Semaphore::release, true)
                .onErrorMap(RejectedExecutionException.class, full -> busy());
    }

    private Semaphore place() {
        if (!places.tryAcquire()) {
            throw busy();
        }
        return places;
    }

    private static SluiceException busy() {
        return SluiceException.capacity(429, "too_many_uploads", "too many uploads at once", BUSY_RETRY);
    }

    /** What this service makes itself, brought in with the same threads and so the same bound; fails with 429. */
    Mono<Intake.Outcome> made(Callable<InputStream> lines) {
        return placed(() -> {
            try (InputStream in = lines.call()) {
                return intake.take(in);
            }
        }).doOnNext(outcome -> count(outcome.getClass().getSimpleName()));
    }

    /** What goes wrong is a value: when the caller is gone, nobody is there to be told of an error. */
    private Received take(Flux<DataBuffer> body) throws IOException {
        try (InputStream in = DataBufferUtils.subscriberInputStream(body, AHEAD)) {
            return new Received.Whole(intake.take(in));
        } catch (Broken broken) {
            return new Received.Part(broken);
        }
    }

    private Mono<Intake.Outcome> told(Received received) {
        return switch (received) {
            case Received.Whole whole -> {
                count(whole.outcome().getClass().getSimpleName());
                yield Mono.just(whole.outcome());
            }
            case Received.Part part -> {
                count("Broken");
                yield Mono.error(part.why().getCause() instanceof TimeoutException
                        ? SluiceException.user(408, "upload_stalled", "nothing came for " + patience.toSeconds() + " s; nothing was stored", null)
                        : SluiceException.user(400, "upload_broken", "the upload broke off; nothing was stored", null));
            }
        };
    }

    private void count(String outcome) {
        meters.counter("sluice.selection.uploads", "outcome", outcome.toLowerCase(Locale.ROOT)).increment();
    }

    @Override
    public void close() {
        scheduler.dispose();
        threads.shutdownNow();
    }
}
