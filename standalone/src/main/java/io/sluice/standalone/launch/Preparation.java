package io.sluice.standalone.launch;

import io.sluice.standalone.kafka.Broker;
import java.io.File;
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
import java.util.stream.Stream;

/**
 * The training run that start caches come from: a whole platform on free ports and a throw-away data directory, a few
 * requests, and an orderly end, at which each JVM writes its cache. Needed once after a build; takes half a minute.
 */
public final class Preparation {

    /** Writing a cache keeps a core busy for ten seconds and more. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(180);
    private static final String RUN = "run-";
    private static final List<String> NAMES = List.of(Broker.NAME, Specs.FLAT);

    private Preparation() {
    }

    /** True if a start with these options would find its caches, wants none, or can have none. */
    public static boolean done(Options options) {
        return options.aot().filter(folder -> possible(System.getProperty("java.class.path"))).map(folder -> {
            AotCache cache = cache(folder);
            return NAMES.stream().allMatch(cache::has);
        }).orElse(true);
    }

    /**
     * Makes the caches unless they are there. Another process that does the same is waited for.
     *
     * @param begun   hears of the platform that runs for this before it starts, to abort it if need be
     * @param traffic sends requests to it
     * @return the names of JVMs that wrote no cache; they start without
     */
    public static List<String> run(Options options, Consumer<Launch> begun, Consumer<Running> traffic)
            throws StartFailure, IOException, InterruptedException {
        Path folder = options.aot().orElseThrow(() -> new IllegalArgumentException("no folder for start caches"));
        Files.createDirectories(folder);
        try (FileChannel lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (done(options)) {
                return List.of();
            }
            AotCache cache = cache(folder);
            cache.sweep();
            sweepRuns(folder);
            Path data = Files.createTempDirectory(folder, RUN);
            try {
                train(options, data, begun, traffic);
            } finally {
                delete(data);
            }
            return commit(cache);
        }
    }

    private static void train(Options options, Path data, Consumer<Launch> begun, Consumer<Running> traffic)
            throws StartFailure, IOException, InterruptedException {
        Options training = new Options(data, options.small(), options.large(), Form.FLAT, Options.LOOPBACK, Ports.ANY,
                options.heapMiB(), options.aot(), List.of());
        try (Launch launch = new Launch(training, Progress.SILENT, cache -> cache::record, STOP_LIMIT)) {
            begun.accept(launch);
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

    /** The JVM makes caches of jars, not of folders of classes. */
    private static boolean possible(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator)).noneMatch(entry -> Files.isDirectory(Path.of(entry)));
    }

    private static AotCache cache(Path folder) {
        return new AotCache(folder, System.getProperty("java.class.path"));
    }

    /** A run that was killed leaves its data. */
    private static void sweepRuns(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder, RUN + "*")) {
            for (Path left : entries) {
                delete(left);
            }
        }
    }

    private static void delete(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
