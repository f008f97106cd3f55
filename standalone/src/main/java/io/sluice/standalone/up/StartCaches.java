package io.sluice.standalone.up;

import io.sluice.standalone.launch.Launch;
import io.sluice.standalone.launch.Options;
import io.sluice.standalone.launch.Preparation;
import io.sluice.standalone.launch.StartFailure;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The caches that a start is quick with, made when they are missing. */
final class StartCaches {

    private StartCaches() {
    }

    /**
     * False, with a warning on the terminal, if they can't be made: the platform starts without, only slower.
     *
     * @param begun hears of the platform that runs for this, to abort it if need be
     */
    static boolean ensure(Options options, Terminal terminal, Consumer<Launch> begun) throws IOException, InterruptedException {
        if (Preparation.done(options)) {
            return true;
        }
        terminal.text("Preparing fast starts: once after each build, about half a minute (--no-start-cache goes without).");
        try {
            List<String> failed = Preparation.run(options, begun, Rehearsal::run);
            failed.forEach(name -> terminal.text("WARNING: " + name + " wrote no start cache and starts slower."));
            return failed.isEmpty();
        } catch (StartFailure failure) {
            terminal.text("WARNING: no start caches, because the training run failed: " + failure.getMessage());
            return false;
        }
    }
}
