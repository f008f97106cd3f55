package io.sluice.workflow.web;

import io.sluice.contracts.event.RunEvent;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.Exceptions;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * A run's events as they happen, each once and in order, from wherever a reader left off, until the run has ended. A reader
 * that is slower than the run is given what it missed when it asks for more: nothing is held for it but a few events.
 */
public final class RunStreams {

    private static final int HELD_MAX = 256;
    private static final int AHEAD = 32;
    /** A replica that is further behind sends its readers to another one. */
    static final Duration BEHIND_MAX = Duration.ofSeconds(5);

    private final RunBook runs;
    private final PublicJson json;
    private final Duration ping;
    private final Scheduler scheduler;

    /** @param ping after which silence is broken by a comment, so that nobody in between takes it for the end */
    public RunStreams(RunBook runs, PublicJson json, Duration ping) {
        this(runs, json, ping, Schedulers.parallel());
    }

    RunStreams(RunBook runs, PublicJson json, Duration ping, Scheduler scheduler) {
        this.runs = runs;
        this.json = json;
        this.ping = ping;
        this.scheduler = scheduler;
    }

    /**
     * A reader may come from a replica that knows more of the run than this one does, yet. Completes when this one knows the
     * event that the reader has, or when it knows all that is of record.
     */
    Mono<Void> caughtUp(String run, long after) {
        return Mono.defer(() -> after == 0 || runs.find(run).filter(state -> state.seq() >= after).isPresent() ? Mono.empty()
                : Mono.fromFuture(runs.upToNow(), true).timeout(BEHIND_MAX, scheduler).publishOn(scheduler)
                        .onErrorMap(behind -> new SluiceException(ErrorKind.EXTERNAL, 503, "replica_behind",
                                "this replica does not know the run's event " + after + " yet: ask again", null, Duration.ofSeconds(1))));
    }

    /** @param after number of the last event that the reader has; 0: none */
    Flux<RunEvent> events(String run, long after) {
        return Flux.defer(() -> {
            AtomicLong last = new AtomicLong(after);
            return Flux.<RunEvent>create(sink -> follow(run, last.get(), sink), FluxSink.OverflowStrategy.IGNORE)
                    .onBackpressureBuffer(HELD_MAX, BufferOverflowStrategy.ERROR)
                    .doOnNext(event -> last.set(event.seq()))
                    .retryWhen(Retry.indefinitely().filter(Exceptions::isOverflow))
                    .takeUntil(this::isLast);
        });
    }

    private void follow(String run, long after, FluxSink<RunEvent> sink) {
        RunBook.Following following = runs.follow(run, after, sink::next);
        sink.onDispose(following::close);
    }

    /** A run that ended may have been gone back over: only its very last event ends a stream. */
    private boolean isLast(RunEvent event) {
        return runs.find(event.run()).map(state -> ended(state, event.seq())).orElse(false);
    }

    /** Whether a reader that has this event has all. */
    static boolean ended(RunState state, long seq) {
        return state.phase().ended() && state.seq() <= seq;
    }

    Flux<ServerSentEvent<String>> stream(String run, long after) {
        Flux<ServerSentEvent<String>> events = events(run, after).map(this::sent);
        return events.publishOn(scheduler, AHEAD).publish(shared -> {
            Flux<ServerSentEvent<String>> pings = Flux.interval(ping, scheduler).onBackpressureDrop()
                    .map(tick -> ServerSentEvent.<String>builder().comment("").build());
            return Flux.merge(shared, pings.takeUntilOther(shared.ignoreElements()));
        }, AHEAD);
    }

    private ServerSentEvent<String> sent(RunEvent event) {
        return ServerSentEvent.<String>builder().id(Long.toString(event.seq())).event(name(event)).data(json.text(EventViews.of(event, json))).build();
    }

    /** {@code io.sluice.workflow.run.started.v1} as {@code run.started}. */
    static String name(RunEvent event) {
        String type = event.type().substring("io.sluice.workflow.".length());
        return type.substring(0, type.lastIndexOf('.'));
    }
}
