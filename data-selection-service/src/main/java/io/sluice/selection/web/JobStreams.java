package io.sluice.selection.web;

import io.sluice.contracts.selection.SelectionJob;
import io.sluice.selection.job.JobBook;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A job as it changes, until it has ended. Whoever reads slowly is shown fewer states, and always the last. */
public final class JobStreams {

    private final JobBook book;
    private final Duration ping;
    private final Scheduler scheduler = Schedulers.parallel();

    /** @param ping after which silence is broken by a comment, so that nobody in between takes it for the end */
    public JobStreams(JobBook book, Duration ping) {
        this.book = book;
        this.ping = ping;
    }

    Flux<ServerSentEvent<SelectionJob>> stream(String id) {
        Flux<ServerSentEvent<SelectionJob>> states = Flux.<SelectionJob>create(sink -> follow(id, sink), FluxSink.OverflowStrategy.LATEST)
                .publishOn(scheduler, 1)
                .takeUntil(job -> job.status().ended())
                .map(job -> ServerSentEvent.<SelectionJob>builder().event("job." + job.status().name().toLowerCase(Locale.ROOT)).data(job).build());
        return states.publish(shared -> {
            Flux<ServerSentEvent<SelectionJob>> pings = Flux.interval(ping, scheduler).onBackpressureDrop()
                    .map(tick -> ServerSentEvent.<SelectionJob>builder().comment("").build());
            return Flux.merge(shared, pings.takeUntilOther(shared.ignoreElements()));
        });
    }

    /** First the follower, then the state: one that changes in between is told twice rather than never. */
    private void follow(String id, FluxSink<SelectionJob> sink) {
        JobBook.Following following = book.follow(id, sink::next);
        sink.onDispose(following::close);
        book.find(id).ifPresent(sink::next);
    }
}
