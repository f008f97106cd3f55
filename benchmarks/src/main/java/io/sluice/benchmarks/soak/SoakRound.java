package io.sluice.benchmarks.soak;

import io.sluice.benchmarks.soak.SoakClient.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** One mouthful of load: questions whose answers are known, callers who leave, bodies that are none, and now and then far too many at once. */
final class SoakRound {

    private static final int REQUESTS = 48;
    private static final int IN_FLIGHT = 12;
    private static final int BURST = 80;
    private static final int BURST_EVERY = 6;
    private static final int TENANTS = 5;
    private static final int WRONG_MAX = 20;
    private static final Set<String> HURRIED = Set.of("deadline_exceeded");

    /** A body and the code that it has to be refused with. */
    private record Malformed(String body, String code) {
    }

    private final Map<Question, String> known;
    private final List<Question> questions;
    private final List<Malformed> malformed;
    private final Random random;
    private final Map<String, Integer> outcomes = new ConcurrentSkipListMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    /** @param known questions with their right answers */
    SoakRound(Map<Question, String> known, Random random) {
        this.known = known;
        this.questions = List.copyOf(known.keySet());
        this.random = random;
        this.malformed = malformed();
    }

    private static List<Malformed> malformed() {
        return List.of(new Malformed("{", "invalid_json"), new Malformed("[1,2", "invalid_json"), new Malformed("{\"choices\":1.5}", "invalid_type"),
                new Malformed("{\"choices\":1,\"echo\":false,\"entropies\":false,\"timeoutMillis\":1}", "invalid_request"));
    }

    Map<String, Integer> outcomes() {
        return outcomes;
    }

    List<String> wrong() {
        return wrong;
    }

    /** Returns when everybody has an answer or has gone. */
    void run(int number, SoakClient client) {
        together(Stream.generate(this::caller).limit(REQUESTS).toList(), IN_FLIGHT, client);
        if (number % BURST_EVERY == BURST_EVERY - 1) {
            together(Stream.generate(() -> asks(any(), tenant(), Set.of("overloaded"))).limit(BURST).toList(), BURST, client);
        }
    }

    /** What one caller does. */
    private interface Caller {

        void call(SoakClient client);
    }

    private static void together(List<Caller> callers, int inFlight, SoakClient client) {
        Semaphore free = new Semaphore(inFlight);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Caller caller : callers) {
                free.acquireUninterruptibly();
                threads.submit(() -> {
                    try {
                        caller.call(client);
                    } finally {
                        free.release();
                    }
                });
            }
        }
    }

    private Caller caller() {
        Question question = any();
        String tenant = tenant();
        return switch (random.nextInt(12)) {
            case 0, 1 -> leaves(question.endless(), tenant, random.nextInt(1, 20));
            case 2 -> hurries(question.endless(), tenant, random.nextInt(1, 60));
            case 3 -> errs(malformed.get(random.nextInt(malformed.size())));
            default -> asks(question, tenant, Set.of());
        };
    }

    private Question any() {
        return questions.get(random.nextInt(questions.size()));
    }

    private String tenant() {
        return "tenant-" + random.nextInt(TENANTS);
    }

    private Caller asks(Question question, String tenant, Set<String> allowed) {
        return client -> {
            Outcome outcome = client.ask(question.request(tenant));
            boolean right = switch (outcome) {
                case Outcome.Answered answered -> answered.text().equals(known.get(question));
                case Outcome.Refused refused -> allowed.contains(refused.code());
                case Outcome.Broken broken -> false;
            };
            note(question.kind(), outcome, right);
        };
    }

    private Caller leaves(Question question, String tenant, int lines) {
        return client -> {
            Outcome outcome = client.leave(question.request(tenant), lines);
            note("left midway", outcome, !(outcome instanceof Outcome.Broken));
        };
    }

    private Caller hurries(Question question, String tenant, long millis) {
        return client -> {
            Outcome outcome = client.ask(question.request(tenant, millis));
            note("short deadline", outcome, outcome instanceof Outcome.Answered || outcome instanceof Outcome.Refused refused && HURRIED.contains(refused.code()));
        };
    }

    private Caller errs(Malformed bad) {
        return client -> {
            Outcome outcome = client.send(bad.body());
            note("malformed", outcome, outcome.equals(new Outcome.Refused(bad.code())));
        };
    }

    private void note(String kind, Outcome outcome, boolean right) {
        String end = switch (outcome) {
            case Outcome.Answered answered -> right ? "answered" : "answered wrongly";
            case Outcome.Refused refused -> refused.code();
            case Outcome.Broken broken -> "broken";
        };
        outcomes.merge(kind + ": " + end, 1, Integer::sum);
        if (!right && wrong.size() < WRONG_MAX) {
            wrong.add(kind + ": " + outcome);
        }
    }
}
