package io.sluice.trainer;

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
}
