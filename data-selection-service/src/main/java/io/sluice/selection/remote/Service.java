package io.sluice.selection.remote;

import io.sluice.selection.remote.ServiceClient.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where the service is that a command asks, and how it ends where that does not answer or refuses. */
final class Service {

    static final String DEFAULT = " (default: ${DEFAULT-VALUE})";
    private static final String KEY_VARIABLE = "SLUICE_ADMIN_KEY";
    private static final int WRONG = 2;
    private static final int AWAY = 3;

    @Option(names = "--service", paramLabel = "URL", defaultValue = "http://127.0.0.1:8085",
            description = "the data-selection-service, or the gateway's /v1/selection with an admin key in the environment as " + KEY_VARIABLE + DEFAULT)
    private URI place = URI.create("http://127.0.0.1:8085");

    /** What a command does there; returns its exit status. */
    @FunctionalInterface
    interface Asking {

        int with(ServiceClient client) throws IOException, InterruptedException, RefusedException;
    }

    int ask(PrintStream err, Asking asking) throws InterruptedException {
        try (ServiceClient client = new ServiceClient(place, System.getenv(KEY_VARIABLE))) {
            return asking.with(client);
        } catch (RefusedException refused) {
            err.println(refused.getMessage());
            return WRONG;
        } catch (IOException away) {
            err.println("the data-selection-service at " + place + " does not answer: " + ServiceClient.told(away));
            err.println("./sluice up starts it; --service names another one");
            return AWAY;
        }
    }

    /**
     * Runs a command.
     *
     * @param verb by which people call it
     * @return the exit status
     */
    static int run(Object command, String verb, String[] arguments, PrintStream out, PrintStream err) {
        return new CommandLine(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler((wrong, given) -> {
                    err.println(wrong.getMessage());
                    err.println("./sluice " + verb + " --help tells all options");
                    return WRONG;
                })
                .execute(arguments);
    }
}
