package io.sluice.selection.local;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionRequest.Duplicates;
import io.sluice.contracts.selection.SelectionRequest.Quota;
import io.sluice.selection.inference.HttpLikelihoods;
import io.sluice.selection.inference.LikelihoodSettings;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.work.JobSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./sluice select}: chooses rows of files. */
@Command(
        name = "sluice select",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Chooses from a pool the rows that are worth most for a target; says of each why, and where it is from.",
        footer = {"", "Killed or stopped, the same command goes on from the shards that are finished.",
            "Exit status: 0 chosen, 1 failed (the same command may go on), 2 wrong input, 130 or 143 stopped."})
public final class SelectCommand implements Callable<Integer> {

    static final int FAILED = 1;
    static final int WRONG = 2;

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,10})|(\\d+\\.\\d+)|(\\d+(?:\\.\\d+)?)%");
    private static final Pattern QUOTA = Pattern.compile("([^=]+)=(.+):([^:]*)\\.\\.([^:]*)");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final Clock clock;

    @Option(names = "--pool", paramLabel = "FILE", description = "to choose from: JSON lines, the same as a gzip, or Parquet")
    private @Nullable Path pool;

    @Option(names = "--target", paramLabel = "FILE", description = "rows that are like what is wanted; those of the pool that it has are set aside")
    private @Nullable Path target;

    @Option(names = "--selector", paramLabel = "NAME", description = "how rows are valued; --list tells which there are")
    private String selector = "";

    @Option(names = "--budget", paramLabel = "N", description = "rows to choose: 5000, or a share of the pool: 0.1 or 10%%")
    private String budget = "";

    @Option(names = "--out", paramLabel = "FILE", description = "for the chosen rows, the best first; beside it NAME.selection.jsonl says why")
    private @Nullable Path file;

    @Option(names = "--seed", defaultValue = "1", description = "of everything drawn (default: 1)")
    private long seed;

    @Option(names = "--set", paramLabel = "KNOB=VALUE", description = "a setting of the selector; any number of times")
    private Map<String, String> settings = Map.of();

    @Option(names = "--near", paramLabel = "S", description = "set aside what is nearly the same as an earlier row, from this similarity on: 0.8")
    private @Nullable Double near;

    @Option(names = "--keep-exact", description = "keep rows whose text an earlier row has; without it they are set aside")
    private boolean keepExact;

    @Option(names = "--cluster-max", paramLabel = "N", description = "with --near: keep near duplicates, but choose at most N of a cluster")
    private @Nullable Integer clusterMax;

    @Option(names = "--quota", paramLabel = "LABEL=VALUE:MIN..MAX",
            description = "rows, or a share of the budget, that shall and may have one value of a label; either may be left out: kind=java:..0.4")
    private List<String> quotas = List.of();

    @Option(names = "--threads", paramLabel = "N", description = "that score (default: one a processor); the result doesn't depend on it")
    private @Nullable Integer threads;

    @Option(names = "--inference", paramLabel = "URL", description = "of an inference-service, for selectors that ask models")
    private @Nullable URI inference;

    @Option(names = "--work", paramLabel = "FOLDER", description = "for what is on the way (default: OUT.work, deleted at the end); "
            + "one that is named is kept, and what several selections of one pool have in common is done once")
    private @Nullable Path work;

    @Option(names = "--json", description = "print the job as JSON")
    private boolean json;

    @Option(names = "--list", description = "tell the selectors and their knobs")
    private boolean list;

    SelectCommand(PrintStream out, PrintStream err, boolean terminal, Clock clock) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err, Boolean.getBoolean("sluice.terminal"), Clock.systemUTC()));
    }

    /** @return the exit status */
    static int run(String[] arguments, PrintStream out, PrintStream err, boolean terminal, Clock clock) {
        return new CommandLine(new SelectCommand(out, err, terminal, clock))
                .setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, result) -> {
                    if (failure instanceof WrongInput) {
                        err.println(failure.getMessage());
                        return WRONG;
                    }
                    if (failure instanceof IOException files) {
                        err.println(told(files));
                        return FAILED;
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    /** The message of one about a file is only the file's name. */
    static String told(IOException failure) {
        return failure instanceof FileSystemException ? failure.toString() : String.valueOf(failure.getMessage());
    }

    @Override
    public Integer call() throws IOException, WrongInput {
        if (list) {
            out.print(json ? SelectorList.json() : SelectorList.text());
            return 0;
        }
        Path from = given("--pool", pool);
        Path to = given("--out", file);
        SelectionRequest request = request();
        Told told = json ? new Told.Json(out) : new Told.Text(out);
        Console console = new Console(err, terminal);
        if (inference == null) {
            return new LocalRun(from, target, to, work, Likelihoods.none(), threads(), console, clock).run(request, told);
        }
        if (inference.getHost() == null || !"http".equals(inference.getScheme()) && !"https".equals(inference.getScheme())) {
            throw new WrongInput("--inference " + inference + ": has to be an address such as http://127.0.0.1:8082");
        }
        try (HttpLikelihoods models = new HttpLikelihoods(inference, LikelihoodSettings.USUAL)) {
            return new LocalRun(from, target, to, work, models, threads(), console, clock).run(request, told);
        }
    }

    private static Path given(String option, @Nullable Path path) throws WrongInput {
        if (path == null) {
            throw new WrongInput(option + " is missing");
        }
        return path;
    }

    private int threads() throws WrongInput {
        int processors = Runtime.getRuntime().availableProcessors();
        if (threads != null && (threads < 1 || threads > 256)) {
            throw new WrongInput("--threads has to be 1 to 256");
        }
        return threads == null ? processors : threads;
    }

    /** For data sets that are not known yet; checked but for them. */
    private SelectionRequest request() throws WrongInput {
        List<Quota> parsed = new ArrayList<>();
        for (String each : quotas) {
            parsed.add(quota(each));
        }
        SelectionRequest request = new SelectionRequest("pool", target == null ? null : "target", selector, settings, amount("--budget", budget), seed,
                new Duplicates(!keepExact, near), parsed, clusterMax);
        try {
            JobSpec.check(request);
        } catch (SelectorException wrong) {
            throw new WrongInput(String.valueOf(wrong.getMessage()));
        }
        return request;
    }

    private static Quota quota(String text) throws WrongInput {
        Matcher parts = QUOTA.matcher(text);
        if (!parts.matches()) {
            throw new WrongInput("--quota " + text + ": has to be LABEL=VALUE:MIN..MAX, such as kind=java:100..0.4");
        }
        return new Quota(parts.group(1), parts.group(2), parts.group(3).isEmpty() ? null : amount("--quota", parts.group(3)),
                parts.group(4).isEmpty() ? null : amount("--quota", parts.group(4)));
    }

    static Amount amount(String option, String text) throws WrongInput {
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            throw new WrongInput(text.isEmpty() ? option + " is missing"
                    : option + " " + text + ": has to be a number of rows, such as 5000, or a share, such as 0.1 or 10%");
        }
        if (matcher.group(1) != null) {
            return Amount.ofRows(Long.parseLong(matcher.group(1)));
        }
        return Amount.ofShare(matcher.group(2) != null ? Double.parseDouble(matcher.group(2)) : Double.parseDouble(matcher.group(3)) / 100);
    }
}
