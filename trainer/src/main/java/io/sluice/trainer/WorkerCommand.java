package io.sluice.trainer;

import io.sluice.platform.event.DeadLetters;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.KafkaEventPublisher;
import io.sluice.platform.event.TopicCreation;
import io.sluice.trainer.dataset.DataSetClient;
import io.sluice.trainer.job.JobLimits;
import io.sluice.trainer.registry.RegistryClient;
import io.sluice.trainer.worker.TrainingWorker;
import io.sluice.trainer.worker.WorkerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does the jobs of the topic until it is stopped. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Trains what is asked for on the topic of training jobs, one job after another, and uploads it to the registry.")
final class WorkerCommand implements Callable<Integer> {

    /** Of the gateway, when the registry is reached through it. */
    private static final String KEY_VARIABLE = "SLUICE_ADMIN_KEY";

    private static final int EVENTS_MAX = 100;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--registry", paramLabel = "URL", defaultValue = "http://127.0.0.1:8083",
            description = "the registry, or the gateway's /admin with an admin key in the environment as " + KEY_VARIABLE)
    private URI registry = URI.create("http://127.0.0.1:8083");

    @Option(names = "--selection", paramLabel = "URL", defaultValue = "http://127.0.0.1:8085",
            description = "the data-selection-service, whose data sets jobs may name, or the gateway's /v1/selection with such a key")
    private URI selection = URI.create("http://127.0.0.1:8085");

    @Option(names = "--models", paramLabel = "DIR", defaultValue = "models", description = "bases, one folder each")
    private Path models = Path.of("models");

    @Option(names = "--data", paramLabel = "DIR", defaultValue = "data/training/files", description = "files that jobs may name")
    private Path files = Path.of("data/training/files");

    @Option(names = "--work", paramLabel = "DIR", defaultValue = "data/training/work",
            description = "checkpoints and adapters of jobs that have not ended; one worker for each such folder")
    private Path work = Path.of("data/training/work");

    @Option(names = "--name", description = "among all workers (default: the host's name and the folder --work)")
    private @Nullable String name;

    @Option(names = "--checkpoint-every", paramLabel = "STEPS", defaultValue = "50", description = "steps between two checkpoints")
    private int checkpointEvery;

    @Option(names = "--threads", defaultValue = "1", description = "of PyTorch; results differ in the last bits by it")
    private int threads;

    @Override
    public Integer call() throws IOException {
        Options.atLeast(1, "--checkpoint-every", checkpointEvery, spec);
        Options.atLeast(1, "--threads", threads, spec);
        Threads.use(threads);
        Files.createDirectories(work);
        try (FileChannel channel = FileChannel.open(work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("another worker has " + work + "; give this one its own with --work");
            }
            work(settings());
        }
        return 0;
    }

    private WorkerSettings settings() throws IOException {
        String place = work.toRealPath().toString();
        JobLimits usual = JobLimits.USUAL;
        return new WorkerSettings(
                name == null ? InetAddress.getLocalHost().getHostName() + "-" + Integer.toHexString(place.hashCode()) : name,
                models, files, work,
                new JobLimits(usual.stepsMax(), usual.cpuSecondsMax(), checkpointEvery, usual.startsMax()),
                CodeVersion.text(), Duration.ofMinutes(30));
    }

    private void work(WorkerSettings settings) {
        String key = System.getenv(KEY_VARIABLE);
        Clock clock = Clock.systemUTC();
        EventCodec codec = kafka.codec("trainer", clock);
        try (TopicCreation topics = new TopicCreation(kafka.bootstrapServers);
                KafkaEventPublisher events = new KafkaEventPublisher(codec, kafka.bootstrapServers, EVENTS_MAX, kafka.meters());
                DeadLetters deadLetters = new DeadLetters(kafka.bootstrapServers);
                RegistryClient uploads = new RegistryClient(registry, key);
                DataSetClient rows = new DataSetClient(selection, key, Duration.ofMinutes(2))) {
            TrainingWorker worker =
                    new TrainingWorker(settings, kafka.bootstrapServers, codec, events, deadLetters, uploads, rows, clock);
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
            spec.commandLine().getOut().printf("worker %s waits for jobs at %s; Ctrl-C stops it%n", settings.name(), kafka.bootstrapServers);
            spec.commandLine().getOut().flush();
            worker.run();
        }
    }
}
