package io.sluice.standalone.up;

import io.sluice.standalone.launch.Launch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Ctrl-C and SIGTERM, at any moment of an {@code up}. */
final class Stop {

    private final Terminal terminal;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicReference<@Nullable Launch> rehearsal = new AtomicReference<>();
    private final AtomicReference<@Nullable Launch> platform = new AtomicReference<>();

    private Stop(Terminal terminal) {
        this.terminal = terminal;
    }

    /** From now on this process doesn't end before what it was told of is stopped. */
    static Stop with(Terminal terminal) {
        Stop stop = new Stop(terminal);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::all, "stop"));
        return stop;
    }

    /** Is thrown away on the way out. */
    void rehearsal(Launch launch) {
        rehearsal.set(launch);
    }

    /** Is stopped in good order on the way out. */
    void platform(Launch launch) {
        platform.set(launch);
    }

    /** True once this process was told to end. */
    boolean asked() {
        return asked.get();
    }

    private void all() {
        Launch training = rehearsal.get();
        if (training != null) {
            training.abort();
        }
        Launch launch = platform.get();
        if (launch == null) {
            return;
        }
        if (launch.closed()) {
            // Its end is under way in another thread; wait for it.
            launch.close();
            return;
        }
        asked.set(true);
        terminal.text("\nStopping.");
        launch.close();
        terminal.text("Stopped.");
    }
}
