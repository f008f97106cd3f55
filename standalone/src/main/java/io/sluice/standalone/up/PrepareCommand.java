package io.sluice.standalone.up;

import io.sluice.standalone.launch.Options;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the start caches, which {@code up} otherwise does at its first start after a build. */
@Command(name = "prepare", mixinStandardHelpOptions = true, description = "Make the start caches of this build.")
public final class PrepareCommand implements Callable<Integer> {

    @Mixin
    private PlatformOptions options = new PlatformOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Options wanted = options.options();
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        return StartCaches.ensure(wanted, terminal, Stop.with(terminal)::rehearsal) ? 0 : 1;
    }
}
