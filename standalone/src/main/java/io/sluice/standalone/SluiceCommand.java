package io.sluice.standalone;

import io.sluice.standalone.chat.ChatCommand;
import io.sluice.standalone.measure.MeasureStartCommand;
import io.sluice.standalone.up.PrepareCommand;
import io.sluice.standalone.up.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code ./sluice} runs for its own verbs; the script finds a JDK, builds, and hands over. */
@Command(name = "sluice", mixinStandardHelpOptions = true, subcommands = {UpCommand.class, ChatCommand.class, PrepareCommand.class, MeasureStartCommand.class},
        description = "Adaptive LLM serving on the JVM.")
public final class SluiceCommand {

    private SluiceCommand() {
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SluiceCommand()).execute(arguments));
    }
}
