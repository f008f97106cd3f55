package io.sluice.trainer.adapter;

import io.sluice.tasks.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tasks as lines of JSON: prompt, completion, answer, task, difficulty. */
public final class TaskLines {

    private TaskLines() {}

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
     * Reads a file of such lines. Prompt and completion have to be there; the answer is otherwise what follows the
     * completion's last {@code ####}, or all of it. Empty lines are skipped.
     *
     * @throws IOException if a line is something else; it is named
     */
    public static List<Task> read(Path file) throws IOException {
        List<Task> tasks = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank()) {
                tasks.add(task(line, file + " line " + number));
            }
        }
        return tasks;
    }

    private static Task task(String line, String place) throws IOException {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw new IOException(place + " is no JSON: " + e.getOriginalMessage(), e);
        }
        String completion = text(json, "completion", place);
        String answer = json.has("answer") ? text(json, "answer", place) : answer(completion);
        return new Task(
                json.path("task").asString("data"), json.path("difficulty").asInt(1), text(json, "prompt", place), completion, answer);
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
