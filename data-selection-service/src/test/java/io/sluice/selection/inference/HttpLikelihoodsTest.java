package io.sluice.selection.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.likelihood.LikelihoodAnswer;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.platform.json.StrictJson;
import io.sluice.selection.selector.Likelihoods.Likelihood;
import io.sluice.selection.selector.Likelihoods.Passage;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class HttpLikelihoodsTest {

    private static final JsonMapper JSON = StrictJson.mapper();
    private static final LikelihoodSettings SETTINGS = new LikelihoodSettings(2, Duration.ofSeconds(20), 3, Duration.ofMillis(100));
    private static final Passage ONE = new Passage("p", "c");

    /** What the service answers. */
    private record Reply(int status, String body) {
    }

    private final List<LikelihoodRequest> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<LikelihoodRequest, Reply> service = HttpLikelihoodsTest::lengths;
    private HttpServer server;
    private HttpLikelihoods likelihoods;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/likelihoods", exchange -> {
            LikelihoodRequest request = JSON.readValue(exchange.getRequestBody().readAllBytes(), LikelihoodRequest.class);
            asked.add(request);
            Reply reply = service.apply(request);
            byte[] body = reply.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        likelihoods = new HttpLikelihoods(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), SETTINGS, pauses::add);
    }

    @AfterEach
    void stop() {
        likelihoods.close();
        server.stop(0);
    }

    /** So many tokens as the completion has characters, each half a nat. */
    private static Reply lengths(LikelihoodRequest request) {
        return new Reply(200, JSON.writeValueAsString(new LikelihoodAnswer(request.model(), "d", request.passages().stream()
                .map(each -> new LikelihoodAnswer.Likelihood(each.completion().length(), -0.5 * each.completion().length())).toList())));
    }

    private static Reply error(int status, String code, String param) {
        return new Reply(status, "{\"error\":{\"message\":\"so it is\",\"type\":\"t\",\"param\":\"" + param + "\",\"code\":\"" + code + "\"}}");
    }

    private SelectorException failure(List<Passage> passages) {
        try {
            likelihoods.of("base:adapter", passages);
        } catch (SelectorException expected) {
            return expected;
        }
        throw new AssertionError("nothing was thrown");
    }

    @Test
    void sendsAndReadsWhatAnInferenceServiceDid() throws Exception {
        try (InputStream question = recorded("request"); InputStream answer = recorded("answer")) {
            LikelihoodRequest request = JSON.readValue(question, LikelihoodRequest.class);
            LikelihoodAnswer given = JSON.readValue(answer, LikelihoodAnswer.class);
            service = any -> new Reply(200, JSON.writeValueAsString(given));
            List<Passage> passages = request.passages().stream()
                    .map(each -> new Passage(Objects.requireNonNullElse(each.prompt(), ""), each.completion(), true)).toList();
            List<Likelihood> read = likelihoods.of(request.model(), passages);
            assertThat(asked).containsExactly(request);
            assertThat(read).extracting(Likelihood::tokens).containsExactlyElementsOf(given.likelihoods().stream().map(LikelihoodAnswer.Likelihood::tokens).toList());
            assertThat(read.getFirst().logProbability()).isEqualTo(given.likelihoods().getFirst().logProbability());
            assertThat(read.getLast().logProbability()).as("too long").isNaN();
            assertThat(read.getLast().loss()).isNaN();
        }
    }

    private static InputStream recorded(String what) {
        return Objects.requireNonNull(HttpLikelihoodsTest.class.getResourceAsStream("/likelihoods/" + what + ".json"));
    }

    @Test
    void cutsWhatIsTooMuchForOneRequestAndWhatHasAnotherForm() throws SelectorException {
        String long1 = "é".repeat(60_000);
        List<Passage> passages = new ArrayList<>(List.of(new Passage("p", long1), new Passage("p", long1), new Passage("p", "c", true), new Passage("p", "d")));
        passages.addAll(Collections.nCopies(70, ONE));
        List<Likelihood> all = likelihoods.of("base", passages);
        assertThat(all).hasSize(74);
        assertThat(all.get(1)).isEqualTo(new Likelihood(60_000, -30_000));
        assertThat(all.get(3)).isEqualTo(new Likelihood(1, -0.5));
        assertThat(asked).extracting(request -> request.passages().size()).containsExactly(1, 1, 1, 64, 7);
        assertThat(asked).extracting(LikelihoodRequest::chat).containsExactly(false, false, true, false, false);
        assertThat(likelihoods.of("base", List.of())).isEmpty();
    }

    @Test
    void triesAgainWhatMayGoWellLater() throws SelectorException {
        List<Reply> replies = new ArrayList<>(List.of(error(503, "overloaded", ""), new Reply(502, "no json")));
        service = request -> replies.isEmpty() ? lengths(request) : replies.removeFirst();
        assertThat(likelihoods.of("base", List.of(ONE))).containsExactly(new Likelihood(1, -0.5));
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void givesUpAfterAFewAttemptsAndSaysThatItMayGoWellLater() {
        service = request -> error(503, "adapter_loading", "");
        assertThat(failure(List.of(ONE))).satisfies(wrong -> {
            assertThat(wrong.code()).isEqualTo(Code.MODEL_UNAVAILABLE);
            assertThat(wrong).hasMessageContaining("base:adapter").hasMessageContaining("adapter_loading").hasMessageContaining("3 attempts");
        });
        assertThat(asked).hasSize(3);
        server.stop(0);
        assertThat(failure(List.of(ONE)).code()).isEqualTo(Code.MODEL_UNAVAILABLE);
    }

    @Test
    void asksInHalvesWhatTakesTooLong() throws SelectorException {
        service = request -> request.passages().size() > 16 ? error(504, "deadline_exceeded", "") : lengths(request);
        List<Passage> passages = IntStream.range(0, 50).mapToObj(i -> new Passage("p", "c".repeat(i + 1))).toList();
        assertThat(likelihoods.of("base", passages)).isEqualTo(IntStream.range(0, 50).mapToObj(i -> new Likelihood(i + 1, -0.5 * (i + 1))).toList());
        assertThat(asked).hasSize(7);
        service = request -> error(504, "deadline_exceeded", "");
        assertThat(failure(passages.subList(0, 2)).code()).isEqualTo(Code.MODEL_UNAVAILABLE);
        assertThat(pauses).isEmpty();
    }

    @Test
    void neverTriesAgainWhatStaysWrong() {
        service = request -> error(404, "model_not_found", "model");
        assertThat(failure(List.of(ONE)).code()).isEqualTo(Code.MODEL_MISSING);
        service = request -> error(400, "invalid_request", "chat");
        assertThat(failure(List.of(ONE))).satisfies(wrong -> {
            assertThat(wrong.code()).isEqualTo(Code.BAD_SETTING);
            assertThat(wrong.field()).isEqualTo("settings.form");
        });
        service = request -> error(401, "invalid_api_key", "");
        assertThat(failure(List.of(ONE)).passing()).isFalse();
        assertThat(asked).hasSize(3);
    }

    @Test
    void answersThatAreNoneAreNotBelieved() {
        for (String answer : List.of("{}", "{\"likelihoods\":[]}", "[", "{\"model\":\"m\",\"digest\":\"d\",\"likelihoods\":[{\"tokens\":1},{\"tokens\":1}]}")) {
            service = request -> new Reply(200, answer);
            assertThat(failure(List.of(ONE)).code()).as(answer).isEqualTo(Code.MODEL_UNAVAILABLE);
        }
    }

    @Test
    void asksNoMoreAtOnceThanItMay() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        service = request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            two.countDown();
            try {
                two.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            now.decrementAndGet();
            return lengths(request);
        };
        try (var callers = Executors.newFixedThreadPool(6)) {
            List<CompletableFuture<List<Likelihood>>> all = IntStream.range(0, 6).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                try {
                    return likelihoods.of("base", List.of(ONE));
                } catch (SelectorException wrong) {
                    throw new IllegalStateException(wrong);
                }
            }, callers)).toList();
            assertThat(all).allSatisfy(each -> assertThat(each.get()).hasSize(1));
        }
        assertThat(most).hasValue(2);
    }

    @Test
    void anInterruptedCallerStopsWaiting() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> likelihoods.of("base", List.of(ONE))).isInstanceOf(SelectorException.class).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }
}
