package io.sluice.selection.remote;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineRequest.Canary;
import io.sluice.contracts.selection.PipelineRequest.Judging;
import io.sluice.contracts.selection.PipelineRequest.Match;
import io.sluice.contracts.selection.PipelineRequest.Training;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import io.sluice.selection.remote.ServiceClient.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./sluice improve}: select, train, judge, promote on a platform that runs. */
@Command(
        name = "sluice improve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = "Chooses rows, trains an adapter on them, asks it and what is there the same questions, and lets it answer only if it is better.",
        footer = {"", "Needs a platform (./sluice up) and a trainer (./sluice train worker). What is begun goes on without this command.",
            "Exit status: 0 promoted (or begun, with --detach), 1 rejected, failed or cancelled, 2 wrong input, 3 the service does not answer."})
public final class ImproveCommand implements Callable<Integer> {

    private static final String KEY_VARIABLE = "SLUICE_ADMIN_KEY";
    private static final int ENDED_OTHERWISE = 1;
    private static final int WRONG = 2;
    private static final int AWAY = 3;
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Of a minute in all. */
    private static final int AWAY_MAX = 120;

    private final PrintStream out;
    private final PrintStream err;

    @Option(names = "--service", paramLabel = "URL", defaultValue = "http://127.0.0.1:8085",
            description = "the data-selection-service, or the gateway's /v1/selection with an admin key in the environment as " + KEY_VARIABLE)
    private URI service = URI.create("http://127.0.0.1:8085");

    @Option(names = "--adapter", required = true, paramLabel = "NAME", description = "that is to become better")
    private String adapter = "";

    @Option(names = "--pool", required = true, paramLabel = "SET", description = "to choose from: a file, or a data set by name or sha256:DIGEST")
    private String pool = "";

    @Option(names = "--target", paramLabel = "SET", description = "rows that are like what is wanted")
    private @Nullable String target;

    @Option(names = "--selector", paramLabel = "NAME", defaultValue = "zip-fit", description = "./sluice select --list tells which there are")
    private String selector = "zip-fit";

    @Option(names = "--setting", paramLabel = "NAME=VALUE", description = "of the selector; any number of times")
    private Map<String, String> settings = Map.of();

    @Option(names = "--budget", paramLabel = "N", defaultValue = "0.1", description = "rows to choose: 5000, or a share: 0.1")
    private String budget = "0.1";

    @Option(names = "--held-out", required = true, paramLabel = "SET", description = "questions with the right responses; in neither pool nor target")
    private String heldOut = "";

    @Option(names = "--others", paramLabel = "SET", description = "questions of other kinds, which it must not do worse on")
    private @Nullable String others;

    @Option(names = "--match", defaultValue = "exact", description = "exact, or answer: what follows the last ####")
    private String match = "exact";

    @Option(names = "--confidence", defaultValue = "0.95")
    private double confidence;

    @Option(names = "--minimum-gain", paramLabel = "SHARE", defaultValue = "0", description = "accuracy that it has to gain more than")
    private double minimumGain;

    @Option(names = "--tolerance", paramLabel = "SHARE", defaultValue = "0.05", description = "accuracy on the others that it may lose")
    private double tolerance;

    @Option(names = "--items", paramLabel = "N", defaultValue = "400", description = "questions of each set at most")
    private int items;

    @Option(names = "--base", paramLabel = "MODEL", defaultValue = "sluice-large", description = "that is adapted")
    private String base = "sluice-large";

    @Option(names = "--kind", defaultValue = "lora", description = "of adapter")
    private String kind = "lora";

    @Option(names = "--steps", defaultValue = "600", description = "of the training")
    private int steps;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "of the training, e.g. rank=4; any number of times")
    private Map<String, String> training = Map.of();

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--canary", paramLabel = "PERCENT", defaultValue = "10", description = "of requests; 0: none")
    private double canary;

    @Option(names = "--canary-seconds", paramLabel = "N", defaultValue = "300", description = "that it lasts at least")
    private long canarySeconds;

    @Option(names = "--detach", description = "don't wait for its end")
    private boolean detach;

    ImproveCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new ImproveCommand(System.out, System.err)).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServiceClient client = new ServiceClient(service, System.getenv(KEY_VARIABLE))) {
            PipelineRequest request = request(client);
            List<Problem> problems = request.problems();
            if (!problems.isEmpty()) {
                problems.forEach(problem -> err.println(problem.field() + " " + problem.message()));
                return WRONG;
            }
            Pipeline begun = client.begin(request);
            out.println("pipeline " + begun.id());
            return detach ? 0 : follow(client, begun.id());
        } catch (RefusedException refused) {
            err.println(refused.getMessage());
            return WRONG;
        } catch (IOException away) {
            err.println("the data-selection-service at " + service + " does not answer: " + away.getMessage());
            return AWAY;
        }
    }

    private PipelineRequest request(ServiceClient client) throws IOException, InterruptedException, RefusedException {
        SelectionRequest rows = new SelectionRequest(set(client, pool), target == null ? null : set(client, target), selector, settings, amount(), seed);
        Match right = match.equals("answer") ? Match.ANSWER : Match.EXACT;
        if (!match.equals(right.name().toLowerCase(Locale.ROOT))) {
            throw new RefusedException("--match " + match + ": is exact or answer");
        }
        Judging judging = new Judging(set(client, heldOut), others == null ? null : set(client, others), confidence, minimumGain, tolerance,
                items, right, null);
        return new PipelineRequest(adapter, rows, new Training(base, kind, steps, null, seed, training, List.of()), judging,
                new Canary(canary, canarySeconds, null, null));
    }

    /** What is a file is uploaded; there already, it is found again by its digest. */
    private String set(ServiceClient client, String given) throws IOException, InterruptedException, RefusedException {
        Path file = Path.of(given);
        if (!Files.isRegularFile(file) && !given.contains("/")) {
            return given;
        }
        String digest = client.upload(file);
        out.println(given + " is " + digest);
        return digest;
    }

    private Amount amount() throws RefusedException {
        try {
            return budget.contains(".") ? Amount.ofShare(Double.parseDouble(budget)) : Amount.ofRows(Long.parseLong(budget));
        } catch (NumberFormatException none) {
            throw new RefusedException("--budget " + budget + ": is a number of rows, such as 5000, or a share, such as 0.1");
        }
    }

    private int follow(ServiceClient client, String id) throws IOException, InterruptedException, RefusedException {
        Map<PipelineStep, String> told = new EnumMap<>(PipelineStep.class);
        int away = 0;
        while (true) {
            Pipeline now;
            try {
                now = client.pipeline(id);
                away = 0;
            } catch (IOException silent) {
                if (++away > AWAY_MAX) {
                    throw silent;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
                continue;
            }
            now.steps().forEach(step -> tell(step, told));
            if (now.status().ended()) {
                end(now);
                return now.status() == Pipeline.Status.PROMOTED ? 0 : ENDED_OTHERWISE;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void tell(Pipeline.Step step, Map<PipelineStep, String> told) {
        if (step.begunAt() == null) {
            return;
        }
        String line = step.progress().name().toLowerCase(Locale.ROOT);
        if (step.endedAt() != null) {
            line += " after " + seconds(Duration.between(step.begunAt(), step.endedAt()));
        }
        line += (step.reference() == null ? "" : ", " + step.reference()) + (step.waiting() == null ? "" : ", waits: " + step.waiting());
        if (!line.equals(told.put(step.step(), line))) {
            out.printf(Locale.ROOT, "%-8s %s%n", step.step().name().toLowerCase(Locale.ROOT), line);
            out.flush();
        }
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    }

    private void end(Pipeline pipeline) {
        if (pipeline.judgement() != null) {
            out.println(pipeline.judgement().sentence());
        }
        Pipeline.Reason reason = pipeline.reason();
        String why = reason == null ? "" : ": " + reason.code() + (reason.field() == null ? "" : " (" + reason.field() + ")")
                + (pipeline.judgement() != null && reason.message().equals(pipeline.judgement().sentence()) ? "" : ", " + reason.message());
        out.println(pipeline.status().name().toLowerCase(Locale.ROOT) + why
                + (pipeline.status() == Pipeline.Status.PROMOTED && pipeline.candidate() != null
                        ? ": " + adapter + "@" + pipeline.candidate().version() + " answers, which learned from data set "
                                + (pipeline.selected() == null ? "" : pipeline.selected().dataSet()) : ""));
    }
}
