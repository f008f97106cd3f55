package io.sluice.workflow.agent;

import io.sluice.workflow.step.Effect;
import io.sluice.workflow.step.EffectJournal;
import io.sluice.workflow.step.StepOutcome.Use;
import io.sluice.workflow.strategy.CallFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A step's effects: numbers them, remembers them in the journal and adds up what they used. For one thread. */
final class Effects {

    private static final int CALLS_MAX = 512;

    private final EffectJournal journal;
    private final List<Use> uses = new ArrayList<>();
    private int models;
    private int tools;

    Effects(EffectJournal journal) {
        this.journal = journal;
    }

    List<Use> uses() {
        return List.copyOf(uses);
    }

    /** The number of the next call of a model. */
    int nextModel() throws CallFailedException {
        return checked(models++);
    }

    String nextTool() throws CallFailedException {
        return "tool/" + checked(tools++);
    }

    static String model(int number) {
        return "model/" + number;
    }

    private static int checked(int number) throws CallFailedException {
        if (number >= CALLS_MAX) {
            throw new CallFailedException("too_many_calls", "a step makes at most " + CALLS_MAX + " calls", false);
        }
        return number;
    }

    Optional<Answer> remembered(String key, String model) {
        Optional<Answer> found = journal.find(key).map(Effect::outcome).map(Answer::of);
        found.ifPresent(answer -> uses.add(use(key, model, answer)));
        return found;
    }

    void answered(String key, String model, Answer answer) {
        Use use = use(key, model, answer);
        journal.done(key, answer.json(), use);
        uses.add(use);
    }

    private static Use use(String key, String model, Answer answer) {
        return new Use(key, model, answer.promptTokens(), answer.completionTokens(), answer.cpuSeconds());
    }

    /** As the journal has it; an effect without an outcome is there too. */
    Optional<Effect> find(String key) {
        return journal.find(key);
    }

    void intend(String key) {
        journal.intend(key);
    }

    void done(String key, JsonNode outcome) {
        journal.done(key, outcome);
    }

    void usedTool(String key, String tool) {
        uses.add(new Use(key, tool, 0, 0, 0));
    }
}
