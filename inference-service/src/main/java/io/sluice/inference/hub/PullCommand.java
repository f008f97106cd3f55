package io.sluice.inference.hub;

import com.github.tjake.jlama.util.ProgressReporter;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code pull OWNER/NAME [--into DIR] [--revision R]}: fetches a model and prints its folder. Environment:
 * {@code HF_TOKEN}, the access token; {@code HF_ENDPOINT}, another hub.
 */
public final class PullCommand {

    private static final String USAGE = "usage: pull OWNER/NAME [--into DIR] [--revision REVISION]";
    private static final int WRONG_USE = 2;

    private PullCommand() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv(), System.out, System.err));
    }

    /** @return the exit status: 0, 1 when the model can't be had, 2 for wrong arguments */
    static int run(String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            Arguments parsed = Arguments.parse(arguments);
            String token = environment.get("HF_TOKEN");
            URI hub = URI.create(environment.getOrDefault("HF_ENDPOINT", ModelDownloader.HUB.toString()));
            Path folder = new ModelDownloader(hub, token == null || token.isBlank() ? null : token.strip(),
                    new Lines(out)).fetch(parsed.repository(), parsed.revision(), parsed.directory());
            out.println(folder);
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return WRONG_USE;
        } catch (IOException e) {
            err.println(e instanceof HubException ? e.getMessage() : "the hub can't be reached: " + e);
            return 1;
        }
    }

    private record Arguments(HubRepository repository, String revision, Path directory) {

        static Arguments parse(String[] arguments) {
            String repository = null;
            String revision = "main";
            Path directory = Path.of("models");
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--into" -> directory = Path.of(value(arguments, ++i));
                    case "--revision" -> revision = value(arguments, ++i);
                    default -> {
                        if (repository != null || arguments[i].startsWith("-")) {
                            throw new IllegalArgumentException("what is " + arguments[i] + "?");
                        }
                        repository = arguments[i];
                    }
                }
            }
            if (repository == null) {
                throw new IllegalArgumentException("which model?");
            }
            return new Arguments(HubRepository.parse(repository), revision, directory);
        }

        private static String value(String[] arguments, int index) {
            if (index >= arguments.length) {
                throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
            }
            return arguments[index];
        }
    }

    /** A line when a file begins, at every tenth of a large one, and when it is there. */
    static final class Lines implements ProgressReporter {

        private static final long LARGE_BYTES = 10L << 20;
        private static final int TENTHS = 10;

        private final PrintStream out;
        private @Nullable String file;
        private long tenth;

        Lines(PrintStream out) {
            this.out = out;
        }

        @Override
        public void update(String filename, long done, long total) {
            long now = total == 0 ? TENTHS : done * TENTHS / total;
            if (!filename.equals(file)) {
                file = filename;
                tenth = -1;
            }
            if (now > tenth && (total >= LARGE_BYTES || now == TENTHS)) {
                tenth = now;
                out.printf("%-32s %3d %% of %s%n", filename, now * TENTHS, size(total));
            }
        }

        private static String size(long bytes) {
            return bytes >= LARGE_BYTES ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
        }
    }
}
