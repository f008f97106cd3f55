package io.sluice.trainer;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The trainer's entry point. */
@Command(
        name = "trainer",
        mixinStandardHelpOptions = true,
        description = "Makes, checks and feeds the shipped models.",
        subcommands = {
            TrainBaseCommand.class, AdapterCommand.class, ComposeCommand.class, MixtureCommand.class, ContinualCommand.class,
            WorkerCommand.class, SubmitCommand.class,
            CancelCommand.class, CardCommand.class, EvaluateCommand.class, TasksCommand.class
        })
public final class TrainerCommand {

    private TrainerCommand() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** A folder that can't be read is the user's to mend, so its message comes without a stack trace. */
    static CommandLine commandLine() {
        return new CommandLine(new TrainerCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, result) -> {
                    if (failure instanceof IOException) {
                        command.getErr().println(failure.getMessage());
                        return 1;
                    }
                    throw failure;
                });
    }
}
