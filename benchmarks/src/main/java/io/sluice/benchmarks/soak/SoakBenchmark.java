package io.sluice.benchmarks.soak;

import io.sluice.benchmarks.serving.ServiceProcess;
import io.sluice.benchmarks.serving.ServingFailedException;
import io.sluice.benchmarks.soak.SoakClient.Outcome;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Policy;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Mixed load on an inference-service in a process of its own, in rounds; between two rounds nobody asks, and the service is
 * looked at. Its heap is small and touched at once, so that resident memory moves only with what a leak would take; keys and
 * values have so little room that sequences lose theirs to others. Afterwards as many single prompts as prefixes are kept
 * push out what shares pages, so that what is held can be compared with what is kept, to the byte.
 */
public final class SoakBenchmark {

    private static final int SLOTS = 8;
    private static final int QUEUE = 16;
    private static final int PREFIXES = 16;
    private static final List<String> FLAGS = List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
    private static final int END_LOOKS = 50;

    private final SoakOptions options;
    private final PrintStream progress;

    public SoakBenchmark(SoakOptions options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
    }

    /** @throws ServingFailedException when the service does not start, or can't be looked at here */
    public SoakResult run() throws IOException, InterruptedException, ServingFailedException {
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                ServiceProcess service = ServiceProcess.start(FLAGS, settings(), http)) {
            VitalsReader vitals = new VitalsReader(http, service.address(), service.pid());
            SoakRound round = new SoakRound(known(service.address()), new Random(options.seed()));
            List<Vitals> looks = new ArrayList<>();
            long begin = System.nanoTime();
            int rounds = load(round, service.address(), vitals, looks, begin);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Vitals end = afterwards(service.address(), vitals, seconds);
            boolean clean = clean(end);
            List<Trend> trends = looks.size() < Trend.LOOKS_MIN ? null : Trend.all(looks);
            return new SoakResult(seconds, rounds, Map.copyOf(round.outcomes()), List.copyOf(round.wrong()), looks, trends, end, clean);
        }
    }

    private List<String> settings() {
        return List.of("--sluice.inference.slots=" + SLOTS, "--sluice.inference.queue=" + QUEUE, "--sluice.inference.prefixes=" + PREFIXES,
                "--sluice.inference.kv-bytes=3MB",
                // No broker is there, so that the buffer of events is full soon and stays so.
                "--sluice.events.capacity=256",
                "--sluice.inference.models." + Question.SMALL + ".path=" + options.small().toAbsolutePath(),
                "--sluice.inference.models." + Question.SMALL + ".role=small",
                "--sluice.inference.models." + Question.LARGE + ".path=" + options.large().toAbsolutePath(),
                "--sluice.inference.models." + Question.LARGE + ".role=large");
    }

    /** The right answers: what each question gets alone. */
    private Map<Question, String> known(URI service) throws ServingFailedException {
        Map<Question, String> known = new LinkedHashMap<>();
        try (SoakClient client = new SoakClient(service)) {
            for (Question question : Question.all()) {
                if (!(client.ask(question.request("alone-" + known.size())) instanceof Outcome.Answered answered)) {
                    throw new ServingFailedException("a question alone gets no answer: " + question);
                }
                known.put(question, answered.text());
            }
        }
        say("%d questions have their answers", known.size());
        return known;
    }

    private int load(SoakRound round, URI service, VitalsReader vitals, List<Vitals> looks, long begin)
            throws IOException, InterruptedException, ServingFailedException {
        int rounds = 0;
        double nextLook = 0;
        double now = 0;
        while (rounds < options.rounds() || now < options.length().toSeconds()) {
            try (SoakClient client = new SoakClient(service)) {
                round.run(rounds++, client);
            }
            now = (System.nanoTime() - begin) / 1e9;
            if (now >= nextLook) {
                Vitals look = vitals.read(now);
                looks.add(look);
                say(look, rounds, round.wrong().size());
                nextLook = now + options.every().toNanos() / 1e9;
            }
        }
        return rounds;
    }

    /** What callers left behind takes effect within a step; it is waited for by looking again, so many times at most. */
    private Vitals afterwards(URI service, VitalsReader vitals, double seconds) throws IOException, InterruptedException, ServingFailedException {
        try (SoakClient client = new SoakClient(service)) {
            for (int i = 0; i < 2 * PREFIXES; i++) {
                Policy policy = i % 2 == 0 ? Policy.SMALL : Policy.LARGE;
                Question single = new Question("single", policy, i + " Copy: nothing shared with anybody", Sampling.GREEDY, 1, 2, null, null);
                client.ask(single.request("single-" + i));
            }
        }
        @Nullable Vitals look = null;
        for (int i = 0; i < END_LOOKS && (look == null || !clean(look)); i++) {
            look = vitals.read(seconds);
        }
        return Objects.requireNonNull(look);
    }

    private static boolean clean(Vitals end) {
        return end.running() == 0 && end.queued() == 0 && end.kvMb() == end.prefixMb();
    }

    private void say(Vitals look, int rounds, int wrong) {
        say("%4.0f s  round %d  resident %.1f MB  heap %.1f MB  direct %.2f MB  threads %d  files %d  keys and values %.2f MB (kept %.2f)  parked %d  wrong %d",
                look.seconds(), rounds, look.residentMb(), look.heapMb(), look.directMb(), look.threads(), look.files(), look.kvMb(), look.prefixMb(),
                look.parked(), wrong);
    }

    private void say(String what, Object... arguments) {
        progress.printf(Locale.ROOT, what + "%n", arguments);
        progress.flush();
    }
}
