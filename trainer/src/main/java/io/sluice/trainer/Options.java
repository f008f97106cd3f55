package io.sluice.trainer;

import io.sluice.tasks.Split;
import io.sluice.tasks.TaskGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of numbers that picocli does not make. */
final class Options {

    private Options() {}

    static void atLeast(int least, String option, int value, CommandSpec spec) {
        if (value < least) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be at least " + least + ", not " + value);
        }
    }

    /** @param skill a name of {@link TaskGenerator#teachable}, or null for the mix that the models learn */
    static TaskGenerator tasks(@Nullable String skill, long seed, Split split, CommandSpec spec) {
        if (skill == null) {
            return new TaskGenerator(seed, split);
        }
        if (!TaskGenerator.teachable().contains(skill)) {
            throw new ParameterException(
                    spec.commandLine(), "--task must be one of " + TaskGenerator.teachable() + ", not " + skill);
        }
        return TaskGenerator.ofSkill(skill, seed, split);
    }
}
