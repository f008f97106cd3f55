package io.sluice.selection.generation;

import io.sluice.selection.row.RowForm;
import io.sluice.tasks.Task;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task as a line of JSON: the question and the worked answer in the form that is wanted; beside them {@code answer},
 * {@code task} and {@code difficulty}, as the trainer reads them and quotas may name them.
 */
final class TaskLine {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TaskLine() {
    }

    static byte[] of(Task task, RowForm form) {
        ObjectNode line = JSON.createObjectNode();
        if (form == RowForm.CHAT) {
            var messages = line.putArray("messages");
            messages.addObject().put("role", "user").put("content", task.prompt());
            messages.addObject().put("role", "assistant").put("content", task.completion());
        } else {
            line.put("prompt", task.prompt()).put("completion", task.completion());
        }
        line.put("answer", task.answer()).put("task", task.name()).put("difficulty", task.difficulty());
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
