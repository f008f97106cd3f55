package io.sluice.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.PlatformConfiguration;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.testing.TestCollector;
import io.sluice.platform.testing.TestCollector.Seen;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a service tells a collector of its requests and calls. */
class TracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String SECRET = "what-nobody-else-may-read";

    @RestController
    static final class Endpoint {

        private final WebClient client;
        private final CountDownLatch asked = new CountDownLatch(1);

        Endpoint(WebClient client) {
            this.client = client;
        }

        @GetMapping("/leaf/{id}")
        String leaf(@PathVariable String id) {
            return SECRET;
        }

        @PostMapping("/calls")
        Mono<String> calls(@RequestBody String body, ServerWebExchange exchange) {
            URI leaf = exchange.getRequest().getURI().resolve("/leaf/7?q=" + SECRET);
            return client.get().uri(leaf).retrieve().bodyToMono(String.class);
        }

        @GetMapping("/nobody")
        Mono<String> nobody() {
            return client.get().uri("http://127.0.0.1:1/").retrieve().bodyToMono(String.class);
        }

        @GetMapping("/bug")
        Mono<String> bug() {
            throw new IllegalStateException(SECRET);
        }

        @GetMapping("/refused")
        Mono<String> refused() {
            return Mono.error(SluiceException.user(404, "no_such_thing", SECRET, "thing"));
        }

        @GetMapping("/never")
        Mono<String> never() {
            return Mono.<String>never().doOnSubscribe(begun -> asked.countDown());
        }

        @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> stream() {
            return Flux.just("a", "b").concatWith(Flux.never());
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({PlatformConfiguration.class, Endpoint.class})
    static class Service {
    }

    private final TestCollector collector = TestCollector.start();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(client, collector));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static ConfigurableApplicationContext service(String... settings) {
        return new SpringApplicationBuilder(Service.class).properties("spring.config.name=none", "server.port=0",
                "server.address=127.0.0.1", "spring.application.name=test-service", "sluice.kafka.bootstrap-servers=127.0.0.1:1",
                "spring.reactor.context-propagation=auto", "spring.main.banner-mode=off").properties(settings).run();
    }

    private ConfigurableApplicationContext traced(String... more) {
        List<String> settings = new ArrayList<>(List.of("sluice.tracing.endpoint=" + collector.endpoint()));
        settings.addAll(List.of(more));
        ConfigurableApplicationContext service = service(settings.toArray(String[]::new));
        open.add(service);
        return service;
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext service, String path, String trace) {
        URI base = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port"));
        return HttpRequest.newBuilder(base.resolve(path)).header("traceparent", "00-" + trace + "-" + CALLER + "-01")
                .header("X-Request-Id", "request-1").header("Authorization", "Bearer " + SECRET);
    }

    private HttpResponse<String> get(ConfigurableApplicationContext service, String path) throws Exception {
        return client.send(request(service, path, TRACE).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Seen only(List<Seen> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).reduce((one, other) -> {
            throw new AssertionError("two spans " + name + " in " + spans);
        }).orElseThrow(() -> new AssertionError("no span " + name + " in " + spans));
    }

    @Test
    void aRequestItsCallAndWhatItCausesAreOneTraceAndTellNoContent() throws Exception {
        ConfigurableApplicationContext service = traced("sluice.tracing.headers=X-Team=platform");
        HttpResponse<String> answer = client.send(request(service, "/calls?q=" + SECRET, TRACE)
                .POST(HttpRequest.BodyPublishers.ofString(SECRET)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo(SECRET);

        List<Seen> spans = collector.await(TRACE, some -> some.size() >= 3);
        Seen asked = only(spans, "POST /calls");
        Seen call = only(spans, "GET");
        Seen leaf = only(spans, "GET /leaf/{id}");
        assertThat(answer.headers().firstValue("traceparent").orElseThrow()).matches(asked::isNamedBy);
        assertThat(asked.parent()).isEqualTo(CALLER);
        assertThat(call.parent()).isEqualTo(asked.id());
        assertThat(leaf.parent()).isEqualTo(call.id());
        assertThat(List.of(asked.kind(), call.kind(), leaf.kind())).containsExactly("SERVER", "CLIENT", "SERVER");
        assertThat(spans).allSatisfy(span -> {
            assertThat(span.service()).isEqualTo("test-service");
            assertThat(span.status()).isEqualTo("UNSET");
            assertThat(span.get("http.response.status_code")).isEqualTo("200");
        });
        assertThat(leaf.get("sluice.request_id")).isEqualTo("request-1");
        assertThat(leaf.get("url.path")).isEqualTo("/leaf/7");
        assertThat(call.get("server.port")).isEqualTo(service.getEnvironment().getProperty("local.server.port"));
        assertThat(collector.bytes()).isNotEmpty().doesNotContain(SECRET);
        assertThat(collector.headers()).contains("x-team: platform");
    }

    @Test
    void failuresSetTheStatusAndTellOnlyTheirKind() throws Exception {
        ConfigurableApplicationContext service = traced();
        for (String path : List.of("/bug", "/refused", "/nobody", "/nowhere", "/actuator/health")) {
            get(service, path);
        }
        List<Seen> spans = collector.await(TRACE, some -> some.size() >= 5);
        Seen bug = only(spans, "GET /bug");
        assertThat(bug.status()).isEqualTo("ERROR");
        assertThat(bug.get("http.response.status_code")).isEqualTo("500");
        Seen refused = only(spans, "GET /refused");
        assertThat(refused.status()).as("the caller's fault is no error of the service's").isEqualTo("UNSET");
        assertThat(refused.get("http.response.status_code")).isEqualTo("404");
        Seen call = spans.stream().filter(span -> span.kind().equals("CLIENT")).findFirst().orElseThrow();
        assertThat(call.status()).isEqualTo("ERROR");
        assertThat(call.get("error.type")).contains("Exception");
        assertThat(call.parent()).isEqualTo(only(spans, "GET /nobody").id());
        assertThat(spans).as("probes are none").hasSize(5).noneMatch(span -> span.get("url.path").startsWith("/actuator"));
        assertThat(collector.bytes()).doesNotContain(SECRET);
    }

    @Test
    void aStreamIsASpanUntilItsCallerLeaves() throws Exception {
        ConfigurableApplicationContext service = traced();
        HttpResponse<java.io.InputStream> stream = client.send(request(service, "/stream", TRACE).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var body = stream.body()) {
            assertThat(body.read()).isEqualTo('d');
        }
        Seen span = collector.await(TRACE, some -> !some.isEmpty()).getFirst();
        assertThat(span.name()).isEqualTo("GET /stream");
        assertThat(stream.headers().firstValue("traceparent").orElseThrow()).matches(span::isNamedBy);
    }

    @Test
    void aCallerWhoLeavesBeforeTheAnswerIsTold() throws Exception {
        ConfigurableApplicationContext service = traced();
        URI uri = request(service, "/never", TRACE).build().uri();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(("GET /never HTTP/1.1\r\nHost: x\r\ntraceparent: 00-" + TRACE + "-" + CALLER + "-01\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(service.getBean(Endpoint.class).asked.await(30, TimeUnit.SECONDS)).isTrue();
        }
        Seen span = collector.await(TRACE, some -> !some.isEmpty()).getFirst();
        assertThat(span.name()).isEqualTo("GET /never");
        assertThat(span.get("sluice.cancelled")).as("%s", span).isEqualTo("true");
    }

    @Test
    void ofTracesThatBeginHereAShareIsRecordedAndOfOthersWhatTheyRecorded() throws Exception {
        ConfigurableApplicationContext service = traced("sluice.tracing.ratio=0");
        URI leaf = request(service, "/leaf/1", TRACE).build().uri();
        HttpResponse<String> own = client.send(HttpRequest.newBuilder(leaf).build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> unrecorded = client.send(HttpRequest.newBuilder(leaf)
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-00").build(), HttpResponse.BodyHandlers.ofString());
        // The second bit says that the trace's id is random.
        assertThat(own.headers().firstValue("traceparent").orElseThrow()).matches(".*-0[02]");
        assertThat(unrecorded.headers().firstValue("traceparent").orElseThrow()).startsWith("00-" + TRACE).endsWith("-00");
        String recorded = "5bf92f3577b34da6a3ce929d0e0e4736";
        client.send(request(service, "/leaf/2", recorded).build(), HttpResponse.BodyHandlers.ofString());
        collector.await(recorded, some -> some.size() == 1);
        assertThat(collector.spans()).hasSize(1);
    }

    @Test
    void aCollectorThatIsAwayOrSilentOrRefusesSlowsNobodyAndWhatItDoesNotTakeIsCounted() throws Exception {
        collector.stalls();
        ConfigurableApplicationContext silent = traced();
        ConfigurableApplicationContext away = service("sluice.tracing.endpoint=http://127.0.0.1:1");
        open.add(away);
        for (ConfigurableApplicationContext service : List.of(silent, away)) {
            for (int i = 0; i < 20; i++) {
                assertThat(get(service, "/leaf/" + i).statusCode()).isEqualTo(200);
            }
            awaitDropped(service.getBean(MeterRegistry.class), 20);
        }
    }

    @Test
    void whatTheCollectorRefusesIsCounted() throws Exception {
        collector.answers(400);
        ConfigurableApplicationContext service = traced();
        assertThat(get(service, "/leaf/1").statusCode()).isEqualTo(200);
        awaitDropped(service.getBean(MeterRegistry.class), 1);
    }

    private static void awaitDropped(MeterRegistry meters, int count) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (meters.get("sluice.tracing.spans.dropped").tag("reason", "collector").counter().count() < count) {
            assertThat(System.nanoTime()).as("dropped in time").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void whatHasEndedIsSentBeforeTheServiceStops() throws Exception {
        ConfigurableApplicationContext service = traced();
        get(service, "/leaf/1");
        // The first sending takes its time in a young JVM, and the end of a service waits for two seconds only.
        collector.await(TRACE, some -> !some.isEmpty());
        get(service, "/leaf/2");
        service.close();
        assertThat(collector.spans()).hasSize(2);
    }

    @Test
    void aSettingThatCannotBeUsedStopsTheStartByName() {
        assertThatThrownBy(() -> service("sluice.tracing.endpoint=collector:4317")).rootCause()
                .hasMessage("sluice.tracing.endpoint must be an http or https URL with a host, like http://127.0.0.1:4318");
    }
}
