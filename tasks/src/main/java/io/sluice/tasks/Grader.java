package io.sluice.tasks;

/**
 * Decides whether a completion is right: the text after its last {@code ####}, trimmed, equals the answer. Where the
 * task's own completion has no such mark, the whole completion counts.
 */
public final class Grader {

    private Grader() {}

    public static boolean isCorrect(Task task, String completion) {
        int mark = completion.lastIndexOf(Task.MARK);
        if (!task.completion().contains(Task.MARK)) {
            return completion.strip().equals(task.answer());
        }
        return mark >= 0 && completion.substring(mark + Task.MARK.length()).strip().equals(task.answer());
    }
}
