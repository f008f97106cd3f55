package io.sluice.trainer;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The trainer's entry point. */
@Command(
        name = "trainer",
        mixinStandardHelpOptions = true,
        description = "Makes, checks and feeds the shipped models.",
        subcommands = {TrainBaseCommand.class, EvaluateCommand.class, TasksCommand.class})
public final class TrainerCommand {

    private TrainerCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new TrainerCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }
}
