package io.sluice.benchmarks.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What the figures were measured on. */
public final class Machine {

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private Machine() {
    }

    public static String describe() {
        return String.format(Locale.ROOT, "%s, %d cores, %s %s, Java %s", processor(), Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("java.runtime.version"));
    }

    private static String processor() {
        if (!Files.isReadable(PROCESSOR)) {
            return "unknown processor";
        }
        try (Stream<String> lines = Files.lines(PROCESSOR)) {
            String[] found = lines.filter(line -> line.startsWith("model name") || line.startsWith("cpu family") || line.startsWith("model\t"))
                    .limit(3).map(line -> line.replaceAll("\\s*:\\s*", " ").replace("model name ", "")).toArray(String[]::new);
            return String.join(", ", found).replace("\t", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
