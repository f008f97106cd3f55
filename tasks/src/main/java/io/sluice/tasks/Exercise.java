package io.sluice.tasks;

/** What a template draws: a prompt, the worked steps (may be empty) and the answer. */
record Exercise(String prompt, String steps, String answer) {}
