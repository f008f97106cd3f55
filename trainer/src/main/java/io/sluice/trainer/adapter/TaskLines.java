package io.sluice.trainer.adapter;

import io.sluice.tasks.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tasks as lines of JSON: prompt, completion, answer, task, difficulty, and in files perhaps the stage. */
public final class TaskLines {

    private static final int STAGES_MAX = 16;
    /** A longer line is no row. */
    private static final int LINE_BYTES_MAX = 1 << 20;

    private TaskLines() {}

    /** @param stage in which it is learned, from 1 */
    record Line(Task task, int stage) {}

    public static String line(Task task) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("prompt", task.prompt())
                .put("completion", task.completion())
                .put("answer", task.answer())
                .put("task", task.name())
                .put("difficulty", task.difficulty())
                .toString();
    }

    /**
     * Reads a file of such lines. Prompt and completion have to be there, or {@code instruction} (with or without {@code input}) and
     * {@code output}, or {@code messages}, of which the last one of the assistant is the completion, or {@code text} alone, which
     * completes an empty prompt; the answer is otherwise what follows the completion's last {@code ####}, or all of it. Empty lines are skipped.
     *
     * @throws IOException if a line is something else; it is named
     */
    public static List<Task> read(Path file) throws IOException {
        return staged(file).stream().map(Line::task).toList();
    }

    /** The same with each line's {@code stage}, 1 where it has none. */
    static List<Line> staged(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank()) {
                lines.add(line(line, file + " line " + number));
            }
        }
        return lines;
    }

    /** Rows of a data set, and how many of its records are none. */
    record Rows(List<Line> lines, int setAside) {}

    /**
     * Reads a data set, whose records may be anything: what is no row is set aside.
     *
     * @throws IOException if the file can't be read
     */
    static Rows rows(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        int setAside = 0;
        byte[] bytes = Files.readAllBytes(file);
        int from = bytes.length > 2 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf ? 3 : 0;
        while (from < bytes.length) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            Line line = row(bytes, from, to);
            if (line != null) {
                lines.add(line);
            } else if (!new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).isBlank()) {
                setAside++;
            }
            from = to + 1;
        }
        return new Rows(lines, setAside);
    }

    private static @Nullable Line row(byte[] bytes, int from, int to) {
        if (to - from > LINE_BYTES_MAX) {
            return null;
        }
        try {
            return line(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString(), "row");
        } catch (IOException none) {
            return null;
        }
    }

    private static Line line(String line, String place) throws IOException {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw new IOException(place + " is no JSON: " + e.getOriginalMessage(), e);
        }
        int stage = json.path("stage").asInt(1);
        if (stage < 1 || stage > STAGES_MAX) {
            throw new IOException(place + ": \"stage\" is a number from 1 to " + STAGES_MAX);
        }
        return new Line(task(json, place), stage);
    }

    private static Task task(JsonNode json, String place) throws IOException {
        Turn turn = turn(json, place);
        String completion = turn.completion();
        String answer = json.path("answer").isString() ? text(json, "answer", place) : answer(completion);
        return new Task(
                json.path("task").asString("data"), json.path("difficulty").asInt(1), turn.prompt(), completion, answer);
    }

    private record Turn(String prompt, String completion) {
    }

    private static Turn turn(JsonNode json, String place) throws IOException {
        if (json.hasNonNull("messages")) {
            return conversation(json.path("messages"), place);
        }
        boolean other = !json.hasNonNull("prompt") && !json.hasNonNull("completion");
        if (other && (json.hasNonNull("instruction") || json.hasNonNull("output"))) {
            String input = json.path("input").asString("");
            String instruction = text(json, "instruction", place);
            return new Turn(input.isBlank() ? instruction : instruction + "\n\n" + input, text(json, "output", place));
        }
        if (other && json.hasNonNull("text")) {
            return new Turn("", text(json, "text", place));
        }
        return new Turn(text(json, "prompt", place), text(json, "completion", place));
    }

    /** One turn before the assistant's last one is the prompt as it stands, several are told with their roles. */
    private static Turn conversation(JsonNode messages, String place) throws IOException {
        int last = messages.size() - 1;
        while (last >= 0 && !messages.path(last).path("role").asString("").equals("assistant")) {
            last--;
        }
        if (last < 1) {
            throw new IOException(place + " has no turn of the assistant after another's in \"messages\"");
        }
        if (last == 1) {
            return new Turn(text(messages.path(0), "content", place), text(messages.path(1), "content", place));
        }
        StringBuilder prompt = new StringBuilder();
        for (int i = 0; i < last; i++) {
            prompt.append(i == 0 ? "" : "\n").append(text(messages.path(i), "role", place)).append(": ").append(text(messages.path(i), "content", place));
        }
        return new Turn(prompt.toString(), text(messages.path(last), "content", place));
    }

    private static String text(JsonNode json, String field, String place) throws IOException {
        if (!json.path(field).isString() || json.path(field).asString().isEmpty()) {
            throw new IOException(place + " has no text \"" + field + "\"");
        }
        return json.path(field).asString();
    }

    private static String answer(String completion) {
        int mark = completion.lastIndexOf(Task.MARK);
        return completion.substring(mark < 0 ? 0 : mark + Task.MARK.length()).strip();
    }
}
