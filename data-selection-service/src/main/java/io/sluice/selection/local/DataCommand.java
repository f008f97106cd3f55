package io.sluice.selection.local;

import io.sluice.selection.field.BadField;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./sluice data}: makes data sets of templates and of files. */
@Command(
        name = "sluice data",
        mixinStandardHelpOptions = true,
        subcommands = {GenerateCommand.class, NoiseCommand.class, MixCommand.class},
        description = "Makes rows to train on: from templates, with mistakes in their solutions, or mixed in stages.",
        footer = {"", "Exit status: 0 made, 1 failed, 2 wrong input. Files appear whole or not at all."})
public final class DataCommand {

    private static final int FAILED = 1;
    private static final int WRONG = 2;

    private DataCommand() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** @return the exit status */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(new DataCommand());
        return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, result) -> {
                    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
                    err.println(message);
                    return failure instanceof BadField || failure instanceof WrongInput ? WRONG : FAILED;
                })
                .execute(arguments);
    }
}
