package io.sluice.standalone.child;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The ends of log files. */
public final class LogTail {

    private static final int LINES = 15;
    /** Said by every JVM that may use the Vector API. */
    private static final String EXPECTED = "WARNING: Using incubator modules: jdk.incubator.vector";
    private static final int BYTES = 16 * 1024;

    private LogTail() {
    }

    /** Each file that has content: its name and its last lines, indented. */
    public static String of(List<Path> logs) {
        return logs.stream().map(LogTail::of).filter(text -> !text.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static String of(Path log) {
        if (!Files.isRegularFile(log)) {
            return "";
        }
        try {
            List<String> lines = end(log).lines().filter(line -> !line.equals(EXPECTED)).toList();
            String shown = lines.stream().skip(Math.max(0, lines.size() - LINES))
                    .map(line -> "    " + line).collect(Collectors.joining("\n"));
            return shown.isBlank() ? "" : "  the end of " + log + ":\n" + shown;
        } catch (IOException e) {
            return "  " + log + " can't be read: " + e.getMessage();
        }
    }

    private static String end(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }
}
