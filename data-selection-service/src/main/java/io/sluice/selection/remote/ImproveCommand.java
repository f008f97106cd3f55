package io.sluice.selection.remote;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineRequest.Canary;
import io.sluice.contracts.selection.PipelineRequest.Judging;
import io.sluice.contracts.selection.PipelineRequest.Match;
import io.sluice.contracts.selection.PipelineRequest.Training;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.selection.local.Console;
import io.sluice.selection.remote.ServiceClient.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./sluice improve}: select, train, judge, promote on a platform that runs. */
@Command(
        name = "sluice improve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Chooses rows, trains an adapter on them, asks it and what is there the same questions, and lets it answer only if it is better.",
        footer = {"", "Needs a platform (./sluice up) and a trainer (./sluice train worker). What is begun goes on without this command.",
            "Exit status: 0 promoted (or begun, with --detach), 1 rejected, failed or cancelled, 2 wrong input, 3 the service does not answer."})
public final class ImproveCommand implements Callable<Integer> {

    private static final String DEFAULT = Service.DEFAULT;
    private static final int ENDED_OTHERWISE = 1;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final Clock clock;

    @Mixin
    private final Service service = new Service();

    @Option(names = "--adapter", paramLabel = "NAME", description = "that is to become better")
    private @Nullable String adapter;

    @Option(names = "--pool", paramLabel = "SET", description = "to choose from: a file, or a data set by name or sha256:DIGEST")
    private @Nullable String pool;

    @Option(names = "--target", paramLabel = "SET", description = "rows that are like what is wanted")
    private @Nullable String target;

    @Option(names = "--selector", paramLabel = "NAME", defaultValue = "zip-fit",
            description = "how rows are valued; ./sluice select --list tells which there are" + DEFAULT)
    private String selector = "zip-fit";

    @Option(names = "--set", paramLabel = "KNOB=VALUE", description = "a setting of the selector; any number of times")
    private Map<String, String> settings = Map.of();

    @Option(names = "--budget", paramLabel = "N", defaultValue = "0.1", description = "rows to choose: 5000, or a share: 0.1 or 10%%" + DEFAULT)
    private String budget = "0.1";

    @Option(names = "--held-out", paramLabel = "SET", description = "questions with the right responses; in neither pool nor target")
    private @Nullable String heldOut;

    @Option(names = "--others", paramLabel = "SET", description = "questions of other kinds, which it must not do worse on")
    private @Nullable String others;

    @Option(names = "--match", paramLabel = "HOW", defaultValue = "exact", description = "exact, or answer: what follows the last ####" + DEFAULT)
    private String match = "exact";

    @Option(names = "--confidence", paramLabel = "P", defaultValue = "0.95", description = "with which it has to be better" + DEFAULT)
    private double confidence;

    @Option(names = "--minimum-gain", paramLabel = "SHARE", defaultValue = "0", description = "accuracy that it has to gain more than" + DEFAULT)
    private double minimumGain;

    @Option(names = "--tolerance", paramLabel = "SHARE", defaultValue = "0.05", description = "accuracy on the others that it may lose" + DEFAULT)
    private double tolerance;

    @Option(names = "--items", paramLabel = "N", defaultValue = "400", description = "questions of each set at most" + DEFAULT)
    private int items;

    @Option(names = "--base", paramLabel = "MODEL", defaultValue = "sluice-large", description = "that is adapted" + DEFAULT)
    private String base = "sluice-large";

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "lora", description = "of adapter" + DEFAULT)
    private String kind = "lora";

    @Option(names = "--steps", paramLabel = "N", defaultValue = "600", description = "of the training" + DEFAULT)
    private int steps;

    @Option(names = "--train-set", paramLabel = "NAME=VALUE",
            description = "a setting of the training, e.g. rank=4 or replay=0.5; any number of times")
    private Map<String, String> training = Map.of();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of all that is drawn" + DEFAULT)
    private long seed;

    @Option(names = "--canary", paramLabel = "PERCENT", defaultValue = "10", description = "of requests; 0: none" + DEFAULT)
    private double canary;

    @Option(names = "--canary-seconds", paramLabel = "N", defaultValue = "300", description = "that it lasts at least" + DEFAULT)
    private long canarySeconds;

    @Option(names = "--detach", description = "don't wait for its end")
    private boolean detach;

    @ArgGroup
    private @Nullable Known known;

    /** One that was begun before. */
    private static final class Known {

        @Option(names = "--watch", paramLabel = "PIPELINE", description = "begin nothing: follow this one to its end")
        private @Nullable String watch;

        @Option(names = "--cancel", paramLabel = "PIPELINE", description = "begin nothing: end this one; its candidate is retired")
        private @Nullable String cancel;

        @Option(names = "--rollback", paramLabel = "PIPELINE", description = "begin nothing: what answered before this one's promotion answers again")
        private @Nullable String rollback;
    }

    ImproveCommand(PrintStream out, PrintStream err, boolean terminal, Clock clock) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
    }

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err, Boolean.getBoolean("sluice.terminal"), Clock.systemUTC()));
    }

    /** @return the exit status */
    static int run(String[] arguments, PrintStream out, PrintStream err, boolean terminal, Clock clock) {
        return Service.run(new ImproveCommand(out, err, terminal, clock), "improve", arguments, out, err);
    }

    @Override
    public Integer call() throws InterruptedException {
        return service.ask(err, client -> {
            Console console = new Console(err, terminal);
            String id = known == null ? begin(client, console) : known(client, known);
            if (detach) {
                return 0;
            }
            Pipeline ended = new PipelineWatch(client, out, console, clock).toItsEnd(id);
            new Ending(ended).lines().forEach(out::println);
            boolean wanted = ended.status() == (known == null || known.watch != null ? Pipeline.Status.PROMOTED
                    : known.cancel != null ? Pipeline.Status.CANCELLED : Pipeline.Status.ROLLED_BACK);
            return wanted ? 0 : ENDED_OTHERWISE;
        });
    }

    private String begin(ServiceClient client, Console console) throws IOException, InterruptedException, RefusedException {
        PipelineRequest request = request(new Given(client, console, out));
        Given.check(request.problems());
        String id = client.begin(request).id();
        out.println("pipeline " + id);
        err.println("it goes on without this command; --watch " + id + " follows it again, --cancel " + id + " ends it");
        return id;
    }

    private static String known(ServiceClient client, Known known) throws IOException, InterruptedException, RefusedException {
        if (known.cancel != null) {
            return client.cancel(known.cancel).id();
        }
        return known.rollback != null ? client.rollBack(known.rollback).id() : Objects.requireNonNull(known.watch);
    }

    private static String given(String option, @Nullable String value) throws RefusedException {
        if (value == null) {
            throw new RefusedException(option + " is missing; ./sluice improve --help tells all options");
        }
        return value;
    }

    private PipelineRequest request(Given given) throws IOException, InterruptedException, RefusedException {
        String name = given("--adapter", adapter);
        String from = given("--pool", pool);
        String asked = given("--held-out", heldOut);
        Amount amount = Given.amount(budget);
        Match right = Given.match(match);
        SelectionRequest rows = new SelectionRequest(given.set(from), target == null ? null : given.set(target), selector, settings, amount, seed);
        Judging judging = new Judging(given.set(asked), others == null ? null : given.set(others), confidence, minimumGain, tolerance, items, right, null);
        return new PipelineRequest(name, rows, new Training(base, kind, steps, null, seed, training, List.of()), judging,
                new Canary(canary, canarySeconds, null, null));
    }
}
