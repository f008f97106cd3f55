package io.sluice.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./sluice bench WHAT}. */
@Command(name = "bench", mixinStandardHelpOptions = true, subcommands = {RoutingCommand.class, EngineCommand.class, ServingCommand.class, SoakCommand.class,
        ConstraintCommand.class, HooksCommand.class, EmulatedCommand.class, AdaptersCommand.class, SamplesCommand.class, WorkflowCommand.class,
        SelectionCommand.class, RealSelectionCommand.class, MixingCommand.class},
        description = "Measures Sluice side by side with its alternatives.")
public final class BenchCommand {

    private BenchCommand() {
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }
}
