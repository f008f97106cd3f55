package io.sluice.selection.inference;

import io.sluice.contracts.likelihood.LikelihoodAnswer;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.platform.json.StrictJson;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks an inference-service. Tries again what may go well later (no connection, too busy, an adapter that is being loaded), a
 * bounded number of times; a request that takes too long is asked in halves. A passage that is longer than the model's context has
 * no tokens and no number, so that its row is set aside. Thread-safe; more callers than may ask at once wait.
 */
public final class HttpLikelihoods implements Likelihoods, AutoCloseable {

    /** UTF-8 bytes of passages in one request: no tokenizer makes more tokens of them than the service takes. */
    static final int BYTES_MAX = 200_000;
    private static final String TENANT = "selection";
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /** The service's own deadline comes first, so that it is what is told. */
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final JsonMapper JSON = StrictJson.mapper();

    /** What came of one attempt. */
    private sealed interface Reply {

        record Read(LikelihoodAnswer answer) implements Reply {
        }

        /** Another attempt may do better. */
        record Away(String why) implements Reply {
        }

        /** Fewer passages may do better. */
        record Slow(String why) implements Reply {
        }
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
    private final URI place;
    private final LikelihoodSettings settings;
    private final Consumer<Duration> pausing;
    private final Semaphore asking;

    /** @param service where the inference-service is, e.g. {@code http://127.0.0.1:8082} */
    public HttpLikelihoods(URI service, LikelihoodSettings settings) {
        this(service, settings, pause -> LockSupport.parkNanos(pause.toNanos()));
    }

    HttpLikelihoods(URI service, LikelihoodSettings settings, Consumer<Duration> pausing) {
        this.place = URI.create(service.toString().replaceFirst("/+$", "") + "/likelihoods");
        this.settings = settings;
        this.pausing = pausing;
        this.asking = new Semaphore(settings.askedAtOnce(), true);
    }

    @Override
    public List<Likelihood> of(String model, List<Passage> passages) throws SelectorException {
        List<Likelihood> all = new ArrayList<>(passages.size());
        int from = 0;
        while (from < passages.size()) {
            int to = together(passages, from);
            all.addAll(asked(model, passages.subList(from, to)));
            from = to;
        }
        return all;
    }

    /** Where the next request ends: passages of one form, and no more than one request takes. */
    private static int together(List<Passage> passages, int from) {
        int to = from;
        long bytes = 0;
        while (to < passages.size() && to - from < PASSAGES_MAX && passages.get(to).chat() == passages.get(from).chat()) {
            Passage next = passages.get(to);
            bytes += next.prompt().getBytes(StandardCharsets.UTF_8).length + next.completion().getBytes(StandardCharsets.UTF_8).length;
            if (to > from && bytes > BYTES_MAX) {
                break;
            }
            to++;
        }
        return to;
    }

    private List<Likelihood> asked(String model, List<Passage> passages) throws SelectorException {
        String why = "";
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            switch (attempt(model, passages)) {
                case Reply.Read(LikelihoodAnswer answer) -> {
                    return likelihoods(model, answer, passages.size());
                }
                case Reply.Slow slow when passages.size() > 1 -> {
                    List<Likelihood> halves = new ArrayList<>(asked(model, passages.subList(0, passages.size() / 2)));
                    halves.addAll(asked(model, passages.subList(passages.size() / 2, passages.size())));
                    return halves;
                }
                case Reply.Slow slow -> throw unavailable(model, slow.why());
                case Reply.Away away -> {
                    why = away.why();
                    if (attempt < settings.attempts()) {
                        pausing.accept(settings.pause().multipliedBy(1L << Math.min(attempt - 1, 6)));
                    }
                }
            }
        }
        throw unavailable(model, why + ", after " + settings.attempts() + " attempts");
    }

    private Reply attempt(String model, List<Passage> passages) throws SelectorException {
        List<LikelihoodRequest.Passage> asked = passages.stream().map(each -> new LikelihoodRequest.Passage(each.prompt(), each.completion())).toList();
        LikelihoodRequest body = new LikelihoodRequest(null, TENANT, model, asked, passages.getFirst().chat(), true, settings.timeout().toMillis());
        HttpRequest request = HttpRequest.newBuilder(place).timeout(settings.timeout().plus(SLACK)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build();
        try {
            asking.acquire();
            try {
                return read(model, client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
            } finally {
                asking.release();
            }
        } catch (java.net.http.HttpConnectTimeoutException late) {
            return new Reply.Away("no connection to " + place);
        } catch (java.net.http.HttpTimeoutException late) {
            return new Reply.Slow("no answer from " + place + " within " + settings.timeout());
        } catch (IOException away) {
            return new Reply.Away("no answer from " + place + " (" + away.getClass().getSimpleName() + ")");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unavailable(model, "interrupted");
        }
    }

    private static Reply read(String model, HttpResponse<byte[]> response) throws SelectorException {
        int status = response.statusCode();
        try {
            if (status == 200) {
                return new Reply.Read(JSON.readValue(response.body(), LikelihoodAnswer.class));
            }
            JsonNode error = JSON.readTree(response.body()).path("error");
            return refused(model, status, error.path("code").asString("status_" + status), error.path("param").asString(""),
                    error.path("message").asString(""));
        } catch (JacksonException garbled) {
            return new Reply.Away("status " + status + " and no JSON");
        }
    }

    private static Reply refused(String model, int status, String code, String param, String message) throws SelectorException {
        if (code.equals("deadline_exceeded")) {
            return new Reply.Slow(message);
        }
        if (status >= 500 || status == 429) {
            return new Reply.Away(code + ": " + message);
        }
        if (param.equals("chat")) {
            throw new SelectorException(Code.BAD_SETTING, "settings.form", "model " + model + " reads no conversations: " + message);
        }
        if (code.equals("model_not_found") || param.equals("model")) {
            throw new SelectorException(Code.MODEL_MISSING, null, "model " + model + " can't be asked: " + message);
        }
        throw new SelectorException(Code.MODEL_MISSING, null, "the inference-service refuses to be asked about model " + model + ", " + code + ": " + message);
    }

    private static List<Likelihood> likelihoods(String model, LikelihoodAnswer answer, int passages) throws SelectorException {
        if (answer.likelihoods() == null || answer.likelihoods().size() != passages) {
            throw unavailable(model, "the answer has another number of passages than were asked about");
        }
        return answer.likelihoods().stream()
                .map(each -> new Likelihood(each.tokens(), Objects.requireNonNullElse(each.logProbability(), Double.NaN))).toList();
    }

    private static SelectorException unavailable(String model, String why) {
        return new SelectorException(Code.MODEL_UNAVAILABLE, null, "model " + model + " can't be asked now: " + why);
    }

    @Override
    public void close() {
        client.close();
    }
}
