package io.sluice.trainer.worker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.TrainingProgressEvent;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What workers have told so far, in order. */
final class ToldEvents implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final List<TrainingProgressEvent> told = new ArrayList<>();
    private final EventReader reader;

    ToldEvents(String kafka, EventCodec codec) {
        reader = new EventReader(Topics.TRAINING_PROGRESS, codec, kafka, this::add, new SimpleMeterRegistry());
    }

    private synchronized void add(SluiceEvent event) {
        told.add((TrainingProgressEvent) event);
        notifyAll();
    }

    synchronized List<TrainingProgressEvent> of(String job) {
        return told.stream().filter(event -> event.job().equals(job)).toList();
    }

    /** The first event of the job that is wanted, waited for. */
    synchronized <T extends TrainingProgressEvent> T await(
            String job, Class<T> type, Predicate<T> wanted, Supplier<String> otherwise) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            for (TrainingProgressEvent event : of(job)) {
                if (type.isInstance(event) && wanted.test(type.cast(event))) {
                    return type.cast(event);
                }
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no such " + type.getSimpleName() + " of " + job + " but " + of(job) + "\n" + otherwise.get());
            }
            wait(left);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
