package io.sluice.benchmarks.workflow.desk;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What models said to what they were asked and what it took, in a file of JSON lines, so that a comparison repeats exactly and another
 * scheduler can be tried on the same answers without asking again. Greedy answers and those with a seed are the same anyway; what was
 * measured would not be. For one process at a time; safe for threads.
 */
final class ReplyBook implements AutoCloseable {

    private final Map<JsonNode, ObjectNode> replies = new ConcurrentHashMap<>();
    private final BufferedWriter writer;

    /** @param file created where there is none */
    ReplyBook(Path file) throws IOException {
        if (Files.exists(file)) {
            dropCutLine(file);
            for (String line : Files.readAllLines(file)) {
                JsonNode each = JsonMapper.shared().readTree(line);
                replies.put(each.path("request"), (ObjectNode) each.path("reply"));
            }
        }
        writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A run that was ended while it wrote leaves a beginning of a line; what it was of is asked again. */
    private static void dropCutLine(Path file) throws IOException {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            long end = cut.length();
            while (end > 0) {
                cut.seek(end - 1);
                if (cut.read() == '\n') {
                    break;
                }
                end--;
            }
            cut.setLength(end);
        }
    }

    @Nullable ObjectNode find(JsonNode request) {
        return replies.get(request);
    }

    synchronized void add(JsonNode request, ObjectNode reply) throws IOException {
        if (replies.putIfAbsent(request, reply) == null) {
            ObjectNode line = JsonMapper.shared().createObjectNode();
            line.set("request", request);
            line.set("reply", reply);
            writer.write(JsonMapper.shared().writeValueAsString(line));
            writer.newLine();
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
