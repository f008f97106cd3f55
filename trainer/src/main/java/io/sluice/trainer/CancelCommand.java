package io.sluice.trainer;

import io.sluice.contracts.event.TrainingCancelRequested;
import io.sluice.platform.event.KafkaEventPublisher;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A job that was asked for is not wanted any more. */
@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Takes a training job back, whether it waits or runs.")
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "JOB", description = "its identity")
    private String job = "";

    @Override
    public Integer call() throws IOException {
        Clock clock = Clock.systemUTC();
        try (KafkaEventPublisher events =
                new KafkaEventPublisher(kafka.codec("trainer", clock), kafka.bootstrapServers, 1, kafka.meters())) {
            events.publishDurably(new TrainingCancelRequested(job, "command line", clock.instant()), null).join();
        } catch (CompletionException away) {
            throw new IOException("no broker takes it at " + kafka.bootstrapServers, away);
        }
        return 0;
    }
}
