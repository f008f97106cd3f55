package io.sluice.selection.web;

import io.sluice.selection.job.Following;
import io.sluice.selection.job.States;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Something as it changes, until it has ended. Whoever reads slowly is shown fewer states, and always the last.
 *
 * @param <V> the thing as its callers see it
 */
public final class StateStreams<V> {

    private final States<V> states;
    private final Function<V, String> event;
    private final Predicate<V> ended;
    private final Duration ping;
    private final Scheduler scheduler = Schedulers.parallel();

    /**
     * @param event its name, such as {@code job.running}
     * @param ping  after which silence is broken by a comment, so that nobody in between takes it for the end
     */
    public StateStreams(States<V> states, Function<V, String> event, Predicate<V> ended, Duration ping) {
        this.states = states;
        this.event = event;
        this.ended = ended;
        this.ping = ping;
    }

    ResponseEntity<Flux<ServerSentEvent<V>>> stream(String id) {
        Flux<ServerSentEvent<V>> told = Flux.<V>create(sink -> follow(id, sink), FluxSink.OverflowStrategy.LATEST)
                .publishOn(scheduler, 1)
                .takeUntil(ended)
                .map(state -> ServerSentEvent.<V>builder().event(event.apply(state)).data(state).build());
        Flux<ServerSentEvent<V>> body = told.publish(shared -> {
            Flux<ServerSentEvent<V>> pings = Flux.interval(ping, scheduler).onBackpressureDrop()
                    .map(tick -> ServerSentEvent.<V>builder().comment("").build());
            return Flux.merge(shared, pings.takeUntilOther(shared.ignoreElements()));
        });
        return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).header("Cache-Control", "no-cache").header("X-Accel-Buffering", "no").body(body);
    }

    /** First the follower, then the state: one that changes in between is told twice rather than never. */
    private void follow(String id, FluxSink<V> sink) {
        Following following = states.follow(id, sink::next);
        sink.onDispose(following::close);
        states.find(id).ifPresent(sink::next);
    }
}
