package io.sluice.tasks;

/**
 * One exercise with its exact answer.
 *
 * @param name       the template's name, such as {@code add}
 * @param difficulty 1 (easy) to 5 (hard)
 * @param prompt     what the user says
 * @param completion worked steps and then {@code #### answer}, the convention of GSM8K
 * @param answer     the text that {@link Grader} compares with
 */
public record Task(String name, int difficulty, String prompt, String completion, String answer) {

    /** Stands before the answer. */
    public static final String MARK = "####";

    static Task of(String name, int difficulty, Exercise exercise) {
        String head = exercise.steps().isEmpty() ? "" : exercise.steps() + " ";
        return new Task(name, difficulty, exercise.prompt(), head + MARK + " " + exercise.answer(), exercise.answer());
    }
}
