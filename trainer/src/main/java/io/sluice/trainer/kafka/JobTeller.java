package io.sluice.trainer.kafka;

import io.sluice.contracts.event.TrainingProgressEvent;
import io.sluice.platform.event.DeadLetters;
import io.sluice.platform.event.EventPublisher;
import io.sluice.trainer.job.Teller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of one job on Kafka. Every event is waited for, so that they are in the topic in their order. */
public final class JobTeller implements Teller {

    private static final Logger LOG = LoggerFactory.getLogger(JobTeller.class);

    private final ConsumerRecord<byte[], byte[]> record;
    private final EventPublisher events;
    private final DeadLetters deadLetters;

    public JobTeller(ConsumerRecord<byte[], byte[]> record, EventPublisher events, DeadLetters deadLetters) {
        this.record = record;
        this.events = events;
        this.deadLetters = deadLetters;
    }

    @Override
    public boolean tell(TrainingProgressEvent event) {
        return written(events.publishDurably(event, null), event.type());
    }

    @Override
    public boolean bury(String reason) {
        return written(deadLetters.bury(record, reason), "a dead letter");
    }

    private static boolean written(CompletableFuture<Void> writing, String what) {
        try {
            writing.join();
            return true;
        } catch (CompletionException away) {
            LOG.warn("{} could not be written: {}", what, String.valueOf(away.getCause()));
            return false;
        }
    }
}
