package io.sluice.benchmarks.serving;

import io.sluice.benchmarks.serving.ServingResult.Eight;
import io.sluice.benchmarks.serving.ServingResult.Level;
import io.sluice.benchmarks.serving.ServingResult.LongPrompt;
import io.sluice.benchmarks.serving.ServingResult.SharedPrefix;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The inference-service in a process of its own, under load from this one: levels of load, requests that come when they
 * come, eight requests together beside the same eight in a row, a short request during a long prompt, and a prefix that
 * eight share. Every stretch has prompts of its own, so that no stretch knows what another one read.
 */
public final class ServingBenchmark {

    static final double EIGHT_TARGET = 3;
    private static final int EIGHT = 8;
    private static final int PREFIX = 400;
    private static final int QUESTION = 16;
    private static final int SHORT_ANSWER = 8;
    private static final int WARM_ROUNDS = 2;
    private static final double OPEN_LOOP_SHARE = 0.7;

    private final ServingOptions options;
    private final PrintStream progress;
    private final Random random;
    private int stretches;

    public ServingBenchmark(ServingOptions options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
        this.random = new Random(options.seed());
    }

    public ServingResult run() throws IOException, InterruptedException, ServingFailedException {
        List<ServingResult.Model> models = new ArrayList<>();
        for (Path folder : options.folders()) {
            models.add(measure(ServedFolder.read(folder)));
        }
        String machine = String.format(Locale.ROOT, "%d cores, %s %s, Java %s", Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("java.runtime.version"));
        return new ServingResult(machine, options.prompt(), options.answer(), options.slots(), models);
    }

    private ServingResult.Model measure(ServedFolder folder) throws IOException, InterruptedException, ServingFailedException {
        say("%s: the inference-service starts", folder.name());
        List<Level> levels = new ArrayList<>();
        Level open;
        Eight eight;
        LongPrompt longPrompt;
        SharedPrefix shared;
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                ServiceProcess service = ServiceProcess.start(folder, options.slots(), client)) {
            Load load = new Load(new LoadClient(client, service.address(), folder.endTokens()), service::cpuSeconds);
            say("warming up");
            long warm = System.nanoTime() + options.warmUp().toNanos();
            for (int i = 0; i < WARM_ROUNDS || System.nanoTime() < warm; i++) {
                load.inFlight(asks(folder, EIGHT), i % 2 == 0 ? EIGHT : 1);
            }
            for (int inFlight : options.inFlight()) {
                say("%d in flight", inFlight);
                levels.add(Level.of(inFlight, load.inFlight(asks(folder, Math.max(4, 2 * inFlight)), inFlight)));
            }
            open = openLoop(folder, load, levels);
            eight = eight(folder, load);
            shared = sharedPrefix(folder, load);
            longPrompt = longPrompt(folder, load, service, client);
        }
        return new ServingResult.Model(folder.name(), levels, open, eight, longPrompt, shared, llamaCpp(folder));
    }

    private @Nullable List<ServingResult.Slots> llamaCpp(ServedFolder folder) throws IOException, ServingFailedException {
        if (options.gguf() == null) {
            return null;
        }
        say("llama.cpp");
        return LlamaSlots.measure(options, folder, progress, random);
    }

    private Level openLoop(ServedFolder folder, Load load, List<Level> levels) throws InterruptedException, ServingFailedException {
        double rate = OPEN_LOOP_SHARE * levels.stream().max(Comparator.comparingDouble(Level::requestsPerSecond)).orElseThrow().requestsPerSecond();
        say("open loop, %.2f requests/s", rate);
        LoadRun run = load.arriving(asks(folder, 48), rate, random);
        double inFlight = run.samples().stream().mapToDouble(Sample::totalMillis).sum() / 1e3 / run.seconds();
        return Level.of(inFlight, run);
    }

    private Eight eight(ServedFolder folder, Load load) throws InterruptedException, ServingFailedException {
        double[] row = new double[options.rounds()];
        double[] together = new double[options.rounds()];
        double[] ratio = new double[options.rounds()];
        double[] cpu = new double[options.rounds()];
        for (int round = 0; round < options.rounds(); round++) {
            say("eight in a row and together, round %d", round + 1);
            List<Ask> asks = asks(folder, EIGHT);
            LoadRun alone = load.inFlight(asks, 1);
            LoadRun crowd = load.inFlight(elsewhere(asks), EIGHT);
            row[round] = alone.tokensPerSecond();
            together[round] = crowd.tokensPerSecond();
            ratio[round] = together[round] / row[round];
            cpu[round] = crowd.tokensPerCpuSecond() / alone.tokensPerCpuSecond();
        }
        double median = Quantiles.median(ratio);
        return new Eight(Quantiles.median(row), Quantiles.median(together), median, Quantiles.median(cpu), EIGHT_TARGET, median >= EIGHT_TARGET);
    }

    private LongPrompt longPrompt(ServedFolder folder, Load load, ServiceProcess service, HttpClient client)
            throws IOException, InterruptedException, ServingFailedException {
        int tokens = Math.min(options.longPrompt(), folder.context() - options.answer());
        double[] shortAlone = new double[options.rounds()];
        double[] longAlone = new double[options.rounds()];
        double[] shortDuring = new double[options.rounds()];
        double[] longDuring = new double[options.rounds()];
        double slowest = 0;
        for (int round = 0; round < options.rounds(); round++) {
            say("a short request during a prompt of %d tokens, round %d", tokens, round + 1);
            shortAlone[round] = load.inFlight(List.of(ask(folder, QUESTION)), 1).samples().getFirst().firstMillis();
            longAlone[round] = load.inFlight(List.of(ask(folder, tokens)), 1).samples().getFirst().firstMillis();
            long begin = System.nanoTime();
            double later = longAlone[round] / 3;
            List<Sample> both = load.measure(List.of(ask(folder, tokens), ask(folder, QUESTION)),
                    ask -> ask.prompt().length == tokens ? begin : Load.waitUntil(begin + (long) (later * 1e6)), () -> { }).samples();
            longDuring[round] = both.getFirst().firstMillis();
            shortDuring[round] = both.getLast().firstMillis();
            slowest = Math.max(slowest, service.meter("sluice_pass_slowest_seconds", client) * 1e3);
        }
        return new LongPrompt(tokens, Quantiles.median(longAlone), Quantiles.median(shortAlone), Quantiles.median(shortDuring),
                Quantiles.median(longDuring), 2 * slowest);
    }

    private SharedPrefix sharedPrefix(ServedFolder folder, Load load) throws InterruptedException, ServingFailedException {
        double[] sharedFirst = new double[options.rounds()];
        double[] otherFirst = new double[options.rounds()];
        double[] sharedCpu = new double[options.rounds()];
        double[] otherCpu = new double[options.rounds()];
        int cached = Integer.MAX_VALUE;
        for (int round = 0; round < options.rounds(); round++) {
            say("eight with and without a common prefix, round %d", round + 1);
            int[] prefix = Ask.tokens(random, folder.vocabulary(), PREFIX);
            String tenant = stretch();
            List<Ask> common = Stream.generate(() -> new Ask(tenant, join(prefix, Ask.tokens(random, folder.vocabulary(), QUESTION)), SHORT_ANSWER))
                    .limit(EIGHT).toList();
            LoadRun shared = load.inFlight(common, EIGHT);
            LoadRun other = load.inFlight(Stream.generate(() -> ask(folder, PREFIX + QUESTION)).limit(EIGHT).toList(), EIGHT);
            cached = Math.min(cached, shared.cachedTokens());
            sharedFirst[round] = shared.first().p50();
            otherFirst[round] = other.first().p50();
            sharedCpu[round] = shared.cpuSeconds();
            otherCpu[round] = other.cpuSeconds();
        }
        return new SharedPrefix(PREFIX, cached, cached >= (EIGHT - 1) * PREFIX, Quantiles.median(sharedFirst), Quantiles.median(otherFirst),
                Quantiles.median(sharedCpu), Quantiles.median(otherCpu));
    }

    private List<Ask> asks(ServedFolder folder, int count) {
        String tenant = stretch();
        return IntStream.range(0, count).mapToObj(i ->
                new Ask(tenant, Ask.tokens(random, folder.vocabulary(), options.prompt()), options.answer())).toList();
    }

    private List<Ask> elsewhere(List<Ask> asks) {
        String tenant = stretch();
        return asks.stream().map(ask -> new Ask(tenant, ask.prompt(), ask.answer())).toList();
    }

    private Ask ask(ServedFolder folder, int prompt) {
        return new Ask(stretch(), Ask.tokens(random, folder.vocabulary(), prompt), SHORT_ANSWER);
    }

    private String stretch() {
        return "stretch-" + ++stretches;
    }

    private static int[] join(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }

    private void say(String what, Object... arguments) {
        progress.printf(Locale.ROOT, what + "%n", arguments);
        progress.flush();
    }
}
