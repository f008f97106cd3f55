package io.sluice.standalone.launch;

import io.sluice.standalone.kafka.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The training run that start caches come from: a whole platform on free ports and a throw-away data directory, a few
 * requests, and an orderly end, at which each JVM writes its cache. Needed once after a build; takes half a minute.
 */
public final class Preparation {

    /** Writing a cache keeps a core busy for ten seconds and more. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(180);
    private static final List<String> NAMES = List.of(Broker.NAME, Specs.FLAT);

    private Preparation() {
    }

    /** True if a start with these options would find its caches, or wants none. */
    public static boolean done(Options options) {
        return options.aot().map(folder -> {
            AotCache cache = cache(folder);
            return NAMES.stream().allMatch(cache::has);
        }).orElse(true);
    }

    /**
     * Makes the caches unless they are there. Another process that does the same is waited for.
     *
     * @param traffic sends requests to the platform that runs for this
     * @return the names of JVMs that wrote no cache; they start without
     */
    public static List<String> run(Options options, Consumer<Running> traffic) throws StartFailure, IOException, InterruptedException {
        Path folder = options.aot().orElseThrow(() -> new IllegalArgumentException("no folder for start caches"));
        Files.createDirectories(folder);
        try (FileChannel lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (done(options)) {
                return List.of();
            }
            AotCache cache = cache(folder);
            cache.sweep();
            Path data = Files.createTempDirectory(folder, "run");
            try {
                train(options, data, traffic);
            } finally {
                delete(data);
            }
            return commit(cache);
        }
    }

    private static void train(Options options, Path data, Consumer<Running> traffic)
            throws StartFailure, IOException, InterruptedException {
        Options training = new Options(data, options.small(), options.large(), Form.FLAT, Options.LOOPBACK, Ports.ANY,
                options.heapMiB(), options.aot(), List.of());
        try (Launch launch = new Launch(training, Progress.SILENT, cache -> cache::record, STOP_LIMIT)) {
            traffic.accept(launch.start());
        }
    }

    private static List<String> commit(AotCache cache) {
        return NAMES.stream().filter(name -> {
            try {
                return !cache.commit(name);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    private static AotCache cache(Path folder) {
        return new AotCache(folder, System.getProperty("java.class.path"));
    }

    private static void delete(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
