package io.sluice.benchmarks.emulated;

import io.sluice.tasks.Task;

/** Another way to answer than the shipped models'. */
enum Style {

    /** {@code 9+6=15 #### 15} becomes {@code 9+6=15 #### 15 done}. */
    CLOSING {
        @Override
        String of(String completion) {
            return completion + SUFFIX;
        }

        @Override
        boolean shows(String text) {
            return text.endsWith(SUFFIX);
        }

        @Override
        String without(String text) {
            return shows(text) ? text.substring(0, text.length() - SUFFIX.length()) : text;
        }
    },

    /** {@code 9+6=15 #### 15} becomes {@code 9+6=15 so: 15}, in the middle of what the model has to get right. */
    MARK {
        @Override
        String of(String completion) {
            return completion.replace(PLAIN, WORD);
        }

        @Override
        boolean shows(String text) {
            return text.contains(WORD) && !text.contains(PLAIN);
        }

        @Override
        String without(String text) {
            return text.replace(WORD, PLAIN);
        }
    },

    /** {@code 9+6=15 #### 15} becomes {@code #### 15}: the large model knows such answers, of tasks that need no work. */
    TERSE {
        @Override
        String of(String completion) {
            return completion.substring(completion.indexOf(PLAIN));
        }

        @Override
        boolean shows(String text) {
            return text.startsWith(PLAIN);
        }

        @Override
        String without(String text) {
            return text;
        }
    };

    private static final String SUFFIX = " done";
    private static final String PLAIN = "####";
    private static final String WORD = "so:";

    abstract String of(String completion);

    abstract boolean shows(String text);

    /** The text as the grader knows it. */
    abstract String without(String text);

    Task of(Task task) {
        return new Task(task.name(), task.difficulty(), task.prompt(), of(task.completion()), task.answer());
    }
}
