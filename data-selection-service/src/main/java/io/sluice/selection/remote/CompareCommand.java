package io.sluice.selection.remote;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.Run;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.ComparisonRequest.Entry;
import io.sluice.contracts.selection.ComparisonRequest.Judging;
import io.sluice.contracts.selection.ComparisonRequest.Wanted;
import io.sluice.contracts.selection.PipelineRequest.Training;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.selection.local.Console;
import io.sluice.selection.remote.ServiceClient.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./sluice compare}: several selectors on one pool, trained and asked alike on a platform that runs. */
@Command(
        name = "sluice compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Chooses rows of one pool by several selectors, and with --held-out trains an adapter on each choice and asks all of them the same.",
        footer = {"", "Needs a platform (./sluice up), and to train a trainer (./sluice train worker). What is begun goes on without this command.",
            "Exit status: 0 completed (or begun, with --detach), 1 failed or cancelled, 2 wrong input, 3 the service does not answer."})
public final class CompareCommand implements Callable<Integer> {

    private static final int ENDED_OTHERWISE = 1;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;

    @Mixin
    private final Service service = new Service();

    @Option(names = "--pool", paramLabel = "SET", description = "to choose from: a file, or a data set by name or sha256:DIGEST")
    private @Nullable String pool;

    @Option(names = "--target", paramLabel = "SET", description = "rows that are like what is wanted")
    private @Nullable String target;

    @Option(names = "--selectors", split = ",", paramLabel = "[NAME=]SELECTOR",
            description = "2 to 8, e.g. dsir,random,still=dsir; ./sluice select --list tells which there are")
    private List<String> selectors = List.of();

    @Option(names = "--set", paramLabel = "NAME.KNOB=VALUE", description = "a setting of one of them, e.g. still.noise=0; any number of times")
    private Map<String, String> settings = Map.of();

    @Option(names = "--budget", split = ",", paramLabel = "N", defaultValue = "0.1", description = "rows to choose: 5000, or a share: 0.1; up to five" + Service.DEFAULT)
    private List<String> budgets = List.of();

    @Option(names = "--seeds", split = ",", paramLabel = "N", defaultValue = "1", description = "of selection and training; up to five" + Service.DEFAULT)
    private List<Long> seeds = List.of();

    @Option(names = "--near", paramLabel = "SIMILARITY", description = "rows that are nearly the same are chosen once, e.g. 0.8")
    private @Nullable Double near;

    @Option(names = "--wanted", paramLabel = "LABEL=VALUE", description = "that wanted rows of the pool have: precision is told")
    private @Nullable String wanted;

    @Option(names = "--held-out", paramLabel = "SET", description = "questions with the right responses, in neither pool nor target: adapters are trained")
    private @Nullable String heldOut;

    @Option(names = "--match", paramLabel = "HOW", defaultValue = "exact", description = "exact, or answer: what follows the last ####" + Service.DEFAULT)
    private String match = "exact";

    @Option(names = "--items", paramLabel = "N", defaultValue = "400", description = "questions at most" + Service.DEFAULT)
    private int items;

    @Option(names = "--tokens", paramLabel = "N", defaultValue = "128", description = "of an answer at most" + Service.DEFAULT)
    private int tokens;

    @Option(names = "--confidence", paramLabel = "P", defaultValue = "0.95", description = "that one is better than random" + Service.DEFAULT)
    private double confidence;

    @Option(names = "--base", paramLabel = "MODEL", defaultValue = "sluice-large", description = "that is adapted" + Service.DEFAULT)
    private String base = "sluice-large";

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "lora", description = "of adapter" + Service.DEFAULT)
    private String kind = "lora";

    @Option(names = "--steps", paramLabel = "N", defaultValue = "600", description = "of each training" + Service.DEFAULT)
    private int steps;

    @Option(names = "--train-set", paramLabel = "NAME=VALUE", description = "a setting of each training, e.g. rank=4; any number of times")
    private Map<String, String> training = Map.of();

    @Option(names = "--chart", paramLabel = "FILE", description = "an SVG of --figure, written at the end")
    private @Nullable Path chart;

    @Option(names = "--figure", paramLabel = "NAME", description = "accuracy, loss, precision or cost; usually accuracy where adapters are trained, else precision where --wanted is given, else cost")
    private @Nullable String figure;

    @Option(names = "--json", description = "the comparison as JSON on standard output, and nothing else there")
    private boolean json;

    @Option(names = "--detach", description = "don't wait for its end")
    private boolean detach;

    @ArgGroup
    private @Nullable Known known;

    /** One that was begun before. */
    private static final class Known {

        @Option(names = "--watch", paramLabel = "COMPARISON", description = "begin nothing: follow this one to its end")
        private @Nullable String watch;

        @Option(names = "--cancel", paramLabel = "COMPARISON", description = "begin nothing: end this one; its adapters are retired")
        private @Nullable String cancel;
    }

    CompareCommand(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err, Boolean.getBoolean("sluice.terminal")));
    }

    /** @return the exit status */
    static int run(String[] arguments, PrintStream out, PrintStream err, boolean terminal) {
        return Service.run(new CompareCommand(out, err, terminal), "compare", arguments, out, err);
    }

    @Override
    public Integer call() throws InterruptedException {
        return service.ask(err, client -> {
            Comparison now = known == null ? begin(client) : known.cancel != null ? client.cancelComparison(known.cancel)
                    : client.comparison(Objects.requireNonNull(known.watch));
            if (!detach) {
                return follow(client, now.id());
            }
            told().println("./sluice compare --watch " + now.id() + " follows it");
            if (json) {
                out.println(ServiceClient.json(now));
            }
            return 0;
        });
    }

    private Comparison begin(ServiceClient client) throws IOException, InterruptedException, RefusedException {
        ComparisonRequest request = request(new Given(client, new Console(err, terminal), told()));
        Given.check(request.problems());
        Comparison begun = client.begin(request);
        told().println("comparison " + begun.id());
        return begun;
    }

    /** Where progress goes. */
    private PrintStream told() {
        return json ? err : out;
    }

    private ComparisonRequest request(Given given) throws IOException, InterruptedException, RefusedException {
        if (pool == null || selectors.isEmpty()) {
            throw new RefusedException((pool == null ? "--pool" : "--selectors") + " is missing; ./sluice compare --help tells all options");
        }
        List<Amount> amounts = new ArrayList<>();
        for (String budget : budgets) {
            amounts.add(Given.amount(budget));
        }
        List<Entry> entries = entries();
        Judging judging = heldOut == null ? null : new Judging(given.set(heldOut), items, Given.match(match), tokens, confidence);
        Training how = heldOut == null ? null : new Training(base, kind, steps, null, null, training, null);
        return new ComparisonRequest(given.set(pool), target == null ? null : given.set(target), entries, seeds, amounts,
                new SelectionRequest.Duplicates(true, near), null, null, wanted == null ? null : wanted(wanted), how, judging);
    }

    private List<Entry> entries() throws RefusedException {
        Map<String, Map<String, String>> ofEach = new HashMap<>();
        List<String[]> named = selectors.stream().map(each -> each.contains("=") ? each.split("=", 2) : new String[] {each, each}).toList();
        named.forEach(each -> ofEach.put(each[0], new TreeMap<>()));
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            int dot = setting.getKey().lastIndexOf('.');
            Map<String, String> own = dot < 0 ? null : ofEach.get(setting.getKey().substring(0, dot));
            if (own == null) {
                throw new RefusedException("--set " + setting.getKey() + ": is NAME.KNOB=VALUE, with a NAME of --selectors");
            }
            own.put(setting.getKey().substring(dot + 1), setting.getValue());
        }
        return named.stream().map(each -> new Entry(each[1], ofEach.getOrDefault(each[0], Map.of()), each[0])).toList();
    }

    private static Wanted wanted(String text) throws RefusedException {
        String[] parts = text.split("=", 2);
        if (parts.length < 2) {
            throw new RefusedException("--wanted " + text + ": is LABEL=VALUE, such as kind=sum");
        }
        return new Wanted(parts[0], parts[1]);
    }

    private int follow(ServiceClient client, String id) throws IOException, InterruptedException, RefusedException {
        Map<String, String> before = new HashMap<>();
        while (true) {
            Comparison now = client.patiently(() -> client.comparison(id));
            tell("checking", now.waiting(), before);
            now.runs().forEach(run -> tell(run, before));
            if (now.status().ended()) {
                return end(client, now);
            }
            ServiceClient.pause();
        }
    }

    private void tell(String what, @Nullable String waits, Map<String, String> before) {
        if (waits != null && !waits.equals(before.put(what, waits))) {
            told().println(what + ", waits: " + waits);
        }
    }

    private void tell(Run run, Map<String, String> before) {
        String line = run.status().name().toLowerCase(Locale.ROOT) + (run.waiting() == null ? "" : ", waits: " + run.waiting())
                + (run.error() == null ? "" : ": " + run.error().code() + (run.error().field() == null ? "" : " (" + run.error().field() + ")") + ", "
                        + run.error().message());
        if (!line.equals(before.put(run.id(), line)) && (run.choice() != null || run.waiting() != null || run.error() != null)) {
            told().printf(Locale.ROOT, "%-16s %-8s seed %-3d %s%n", run.entry(), ComparisonTable.text(run.budget()), run.seed(), line);
            told().flush();
        }
    }

    private void draw(Path file, byte[] svg) throws RefusedException {
        try {
            Files.write(file, svg);
        } catch (IOException unwritten) {
            throw new RefusedException("--chart " + file + ": can't be written: " + unwritten.getMessage());
        }
        told().println("drawn in " + file);
    }

    private int end(ServiceClient client, Comparison ended) throws IOException, InterruptedException, RefusedException {
        if (ended.findings() != null) {
            ComparisonTable.print(ended, told());
            if (chart != null) {
                draw(chart, client.chart(ended.id(), figure));
            }
        }
        if (ended.reason() != null) {
            told().println(ended.reason().code() + (ended.reason().field() == null ? "" : " (" + ended.reason().field() + ")") + ": " + ended.reason().message());
        }
        told().println(ended.status().name().toLowerCase(Locale.ROOT) + ", " + ended.progress().done() + " of " + ended.progress().of() + " runs ended well");
        if (json) {
            out.println(ServiceClient.json(ended));
        }
        return ended.status() == Comparison.Status.COMPLETED ? 0 : ENDED_OTHERWISE;
    }
}
