package io.sluice.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.error.ErrorResponder;
import io.sluice.platform.error.MalformedRequests;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.platform.event.KafkaEventPublisher;
import io.sluice.platform.event.TopicCreation;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.shutdown.IdleConnections;
import io.sluice.platform.trace.TraceFilter;
import io.sluice.platform.trace.TracePropagation;
import io.sluice.platform.trace.Tracing;
import io.sluice.platform.trace.TracingSettings;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every service imports: {@code @Import(PlatformConfiguration.class)}. Needs {@code spring.application.name};
 * reads {@code sluice.kafka.bootstrap-servers}, {@code sluice.events.capacity} and {@code sluice.tracing.*}.
 */
@Configuration(proxyBeanMethods = false)
public class PlatformConfiguration {

    private static final int ANSWER_MAX_BYTES = 16 << 20;
    /** Event loops never block, so that more than there are cores would only take memory. */
    private static final int LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());
    /** To each other service. */
    private static final int CONNECTIONS_MAX = 500;
    private static final int WAITING_MAX = 1000;
    private static final Duration END_LIMIT = Duration.ofSeconds(2);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return StrictJson::configure;
    }

    @Bean
    ErrorResponder errorResponder(JsonMapper mapper) {
        return new ErrorResponder(mapper);
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> malformedRequests(ErrorResponder errors) {
        MalformedRequests malformed = new MalformedRequests(errors);
        return factory -> factory.addServerCustomizers(
                server -> server.doOnChannelInit((observer, channel, remote) -> malformed.watch(channel)));
    }

    @Bean
    IdleConnections idleConnections() {
        return new IdleConnections();
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> watchedConnections(IdleConnections connections) {
        return factory -> factory.addServerCustomizers(
                server -> server.doOnChannelInit((observer, channel, remote) -> connections.watch(channel)));
    }

    /** Comes before the server is told to end. */
    @Bean
    ApplicationListener<ContextClosedEvent> endOfIdleConnections(IdleConnections connections) {
        return closed -> connections.end();
    }

    @Bean
    Tracing tracing(@Value("${spring.application.name}") String service, MeterRegistry meters,
            @Value("${sluice.tracing.endpoint:${OTEL_EXPORTER_OTLP_ENDPOINT:}}") String endpoint,
            @Value("${sluice.tracing.headers:${OTEL_EXPORTER_OTLP_HEADERS:}}") String headers,
            @Value("${sluice.tracing.ratio:1}") String ratio) {
        SecureRandom random = new SecureRandom();
        return new TracingSettings(endpoint, headers, ratio).collector()
                .map(collector -> Tracing.to(collector, service, meters, random))
                .orElseGet(() -> Tracing.off(random));
    }

    @Bean
    TraceFilter traceFilter(Tracing tracing) {
        return new TraceFilter(tracing, new SecureRandom());
    }

    /**
     * A service's own event loops and connections. The ones that Reactor Netty shares by default are disposed by the
     * first context that closes, which takes the servers of every other service in the JVM with it.
     */
    @Bean
    ReactorResourceFactory reactorResources(@Value("${spring.application.name}") String service) {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        // By default the loops wait for two seconds of silence, and a service that asks another one is never silent.
        resources.setShutdownQuietPeriod(Duration.ZERO);
        resources.setShutdownTimeout(END_LIMIT);
        resources.setLoopResourcesSupplier(() -> LoopResources.create("http-" + service, LOOPS, true));
        resources.setConnectionProviderSupplier(() -> ConnectionProvider.builder(service)
                .maxConnections(CONNECTIONS_MAX).pendingAcquireMaxCount(WAITING_MAX).build());
        return resources;
    }

    /** For calls to other services: strict JSON, the trace goes along, answers of up to 16 MB in memory. */
    @Bean
    WebClient webClient(JsonMapper mapper, ReactorResourceFactory resources, Tracing tracing) {
        return WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(resources, Function.identity()))
                .codecs(codecs -> {
                    codecs.defaultCodecs().maxInMemorySize(ANSWER_MAX_BYTES);
                    codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(mapper));
                    codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(mapper));
                })
                .filter(new TracePropagation(tracing))
                .build();
    }

    @Bean
    EventCodec eventCodec(JsonMapper mapper, Clock clock, @Value("${spring.application.name}") String service) {
        return new EventCodec(mapper, URI.create("/sluice/" + service), clock, new SecureRandom());
    }

    @Bean
    EventPublisher eventPublisher(EventCodec codec, MeterRegistry meters,
            @Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers,
            @Value("${sluice.events.capacity:10000}") int capacity) {
        return new KafkaEventPublisher(codec, bootstrapServers, capacity, meters);
    }

    @Bean
    TopicCreation topicCreation(@Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        return new TopicCreation(bootstrapServers);
    }
}
