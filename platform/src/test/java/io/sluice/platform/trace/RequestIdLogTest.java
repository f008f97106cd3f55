package io.sluice.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.sluice.platform.PlatformConfiguration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** On whatever thread a line is written for a request, it carries that request's id. */
class RequestIdLogTest {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RequestIdLogTest.class);

    @RestController
    static final class Endpoint {

        private final WebClient client;

        Endpoint(WebClient client) {
            this.client = client;
        }

        @GetMapping("/bug/{id}")
        Mono<String> bug(@PathVariable String id) {
            throw new IllegalStateException("a bug");
        }

        @GetMapping("/away/{id}")
        Mono<String> away(@PathVariable String id) {
            return client.get().uri("http://127.0.0.1:1/").retrieve().bodyToMono(String.class)
                    .doOnError(away -> LOG.warn("nobody is there for {}", id));
        }

        @GetMapping("/far/{id}")
        Mono<String> far(@PathVariable String id) {
            return Mono.delay(Duration.ofMillis(1)).publishOn(Schedulers.parallel()).publishOn(Schedulers.boundedElastic())
                    .doOnNext(tick -> LOG.warn("far away for {}", id)).thenReturn("done");
        }

        @GetMapping("/called/{id}")
        Mono<String> called(@PathVariable String id) {
            return Mono.fromFuture(CompletableFuture.supplyAsync(() -> "x")).doOnNext(x -> LOG.warn("called back for {}", id));
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({PlatformConfiguration.class, Endpoint.class})
    static class Service {
    }

    /** Takes the id when the line is written, as a pattern does. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                lines.add("[" + event.getMDCPropertyMap().getOrDefault(TraceContext.LOG_KEY, "") + "] " + event.getFormattedMessage());
            }
        }
    }

    private static ConfigurableApplicationContext service;
    private static HttpClient client;
    private static URI base;
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Lines log = new Lines();

    @BeforeAll
    static void start() {
        service = new SpringApplicationBuilder(Service.class).properties("spring.config.name=none", "server.port=0",
                "server.address=127.0.0.1", "spring.application.name=test", "sluice.kafka.bootstrap-servers=127.0.0.1:1",
                "spring.reactor.context-propagation=auto", "spring.main.banner-mode=off").run();
        base = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port"));
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        service.close();
    }

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
    }

    private static CompletableFuture<HttpResponse<String>> get(String path, String id) {
        return client.sendAsync(HttpRequest.newBuilder(base.resolve(path + id)).header(TraceContext.REQUEST_ID_HEADER, id).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theLineOfAFailureThatNobodyExpectedCarriesTheId() {
        assertThat(get("/bug/", "request-0001").join().statusCode()).isEqualTo(500);
        assertThat(log.lines).contains("[request-0001] unexpected failure");
    }

    @Test
    void everyLineOfManyRequestsAtOnceCarriesItsOwnId() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String id = "request-%04d".formatted(i);
            answers.add(get("/away/", id));
            expected.add("[" + id + "] nobody is there for " + id);
            answers.add(get("/far/", id));
            expected.add("[" + id + "] far away for " + id);
            answers.add(get("/called/", id));
            expected.add("[" + id + "] called back for " + id);
        }
        answers.forEach(CompletableFuture::join);
        assertThat(log.lines).filteredOn(line -> line.contains(" for ")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aThreadThatWorksForManyPutsBackWhatItsLinesCarried() {
        RequestLines.about("outer", () -> {
            RequestLines.about("inner", () -> LOG.warn("one"));
            LOG.warn("two");
        });
        LOG.warn("three");
        assertThat(log.lines).containsExactly("[inner] one", "[outer] two", "[] three");
        assertThat(MDC.get(TraceContext.LOG_KEY)).isNull();
    }
}
