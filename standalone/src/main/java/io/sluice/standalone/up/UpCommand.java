package io.sluice.standalone.up;

import io.sluice.standalone.child.Death;
import io.sluice.standalone.launch.Launch;
import io.sluice.standalone.launch.Options;
import io.sluice.standalone.launch.Running;
import io.sluice.standalone.launch.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts the platform and stays until Ctrl-C, SIGTERM or the death of a part. */
@Command(name = "up", mixinStandardHelpOptions = true, description = "Start the platform on this machine.")
public final class UpCommand implements Callable<Integer> {

    @Mixin
    private PlatformOptions options = new PlatformOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Options wanted;
        try {
            wanted = options.options();
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        }
        Terminal terminal = new Terminal(out);
        Stop stop = Stop.with(terminal);
        try {
            Launch launch = new Launch(wanted, terminal);
            stop.platform(launch);
            launch.reserve();
            StartCaches.ensure(wanted, terminal, stop::rehearsal);
            Running running = launch.start();
            terminal.text(Welcome.text(running, wanted.data()));
            Death death = running.firstDeath().get();
            err.println("\n" + death.message());
            err.println("Stopping the rest.");
            launch.close();
            return 1;
        } catch (StartFailure failure) {
            if (!stop.asked()) {
                err.println("\n" + failure.getMessage());
            }
            return 1;
        }
    }
}
