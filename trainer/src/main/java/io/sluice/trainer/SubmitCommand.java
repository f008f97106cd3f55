package io.sluice.trainer;

import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.TrainingCancelled;
import io.sluice.contracts.event.TrainingCompleted;
import io.sluice.contracts.event.TrainingFailed;
import io.sluice.contracts.event.TrainingProgressEvent;
import io.sluice.contracts.event.TrainingProgressed;
import io.sluice.contracts.event.TrainingRejected;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.event.TrainingStarted;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import io.sluice.platform.event.KafkaEventPublisher;
import io.sluice.platform.event.TopicCreation;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the workers for an adapter, and prints what becomes of it. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Puts a training job on the topic; a worker does it, and the registry gets the adapter.")
final class SubmitCommand implements Callable<Integer> {

    /** Where examples come from. */
    static final class Source {

        @Option(names = "--data", required = true, paramLabel = "FILE", description = "in the worker's folder of data")
        private @Nullable String file;

        @Option(names = "--dataset", required = true, paramLabel = "DIGEST", description = "of the data-selection-service: SHA-256, hex")
        private @Nullable String dataset;

        @Option(names = "--task", required = true, paramLabel = "NAME", description = "a skill, as in train adapter")
        private @Nullable String task;
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--kind", required = true, description = "of adapter, as in train adapter")
    private String kind = "";

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(names = "--adapter", required = true, paramLabel = "NAME", description = "under which the registry keeps it")
    private String adapter = "";

    @Option(names = "--base", paramLabel = "NAME", defaultValue = "sluice-large", description = "the frozen model")
    private String base = "sluice-large";

    @Option(names = "--steps", defaultValue = "600", description = "optimiser steps")
    private int steps;

    @Option(names = "--cpu-seconds", paramLabel = "N", description = "fail when training takes more")
    private @Nullable Double cpuSeconds;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a setting, e.g. rank=4; any number of times")
    private Map<String, String> settings = Map.of();

    @Option(names = "--tag", description = "of the manifest; any number of times")
    private List<String> tags = List.of();

    @Option(names = "--job", paramLabel = "ID", description = "its identity; a job is done once (default: the adapter's name and eight digits)")
    private @Nullable String job;

    @Option(names = "--detach", description = "don't wait for its end")
    private boolean detach;

    @Override
    public Integer call() throws IOException {
        Clock clock = Clock.systemUTC();
        EventCodec codec = kafka.codec("trainer", clock);
        String id = job == null ? adapter + "-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt()) : job;
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (TopicCreation topics = new TopicCreation(kafka.bootstrapServers);
                KafkaEventPublisher events = new KafkaEventPublisher(codec, kafka.bootstrapServers, 1, kafka.meters())) {
            events.publishDurably(new TrainingRequested(request(id), "command line", clock.instant()), null).join();
            print("job " + id + " waits for a worker");
            if (detach) {
                return 0;
            }
            try (EventReader reader = new EventReader(
                    Topics.TRAINING_PROGRESS, codec, kafka.bootstrapServers, event -> show(id, event, end), kafka.meters())) {
                return end.join();
            }
        } catch (CompletionException away) {
            throw new IOException("no broker takes the job at " + kafka.bootstrapServers, away);
        }
    }

    private TrainingJob request(String id) {
        return new TrainingJob(
                id, adapter, base, null, kind, source.task, data(), seed, new TrainingJob.Budget(steps, cpuSeconds), settings, tags);
    }

    private TrainingJob.@Nullable DataReference data() {
        if (source.dataset != null) {
            return TrainingJob.DataReference.dataSet(source.dataset.replaceFirst("^sha256:", ""), null, List.of());
        }
        return source.task != null ? null : new TrainingJob.DataReference(Objects.requireNonNull(source.file), null);
    }

    private void show(String id, SluiceEvent event, CompletableFuture<Integer> end) {
        if (!(event instanceof TrainingProgressEvent progress) || !progress.job().equals(id)) {
            return;
        }
        switch (progress) {
            case TrainingStarted started ->
                    print(String.format("%s begins at step %d of %d", started.worker(), started.step(), started.steps()));
            case TrainingProgressed now -> print(String.format(
                    Locale.ROOT, "step %d/%d  loss %.4f  %.1f CPU s", now.step(), now.steps(), now.loss(), now.cpuSeconds()));
            case TrainingCompleted done -> {
                print("the registry has " + done.adapter() + "@" + done.version() + ", " + done.digest() + ": " + done.metrics());
                end.complete(0);
            }
            case TrainingRejected no -> {
                print("refused: " + no.code() + (no.field() == null ? "" : " (" + no.field() + ")") + ": " + no.message());
                end.complete(1);
            }
            case TrainingFailed no -> {
                print("failed: " + no.code() + ": " + no.message());
                end.complete(1);
            }
            case TrainingCancelled no -> {
                print("cancelled after step " + no.step());
                end.complete(1);
            }
        }
    }

    private void print(String line) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(line);
        console.flush();
    }
}
