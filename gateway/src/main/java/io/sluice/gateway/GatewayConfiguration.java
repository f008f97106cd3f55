package io.sluice.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.admission.InFlight;
import io.sluice.gateway.admission.KeyFile;
import io.sluice.gateway.admission.KeyFilter;
import io.sluice.gateway.admission.RateLimits;
import io.sluice.gateway.kafka.AdaptersOfRecord;
import io.sluice.gateway.openai.BodyReader;
import io.sluice.gateway.upstream.Fingerprints;
import io.sluice.gateway.upstream.InferenceClient;
import io.sluice.gateway.upstream.RegistryClient;
import io.sluice.gateway.upstream.RouterClient;
import io.sluice.gateway.upstream.SelectionClient;
import io.sluice.gateway.upstream.WorkflowClient;
import io.sluice.platform.error.ErrorResponder;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.redis.RedisGuard;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Puts the gateway together, in the order a request meets it. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayConfiguration.class);
    private static final Duration KEYS_PERIOD = Duration.ofSeconds(1);
    /** A service that takes longer to accept a connection is away; the system's own patience is minutes. */
    private static final int CONNECT_MILLIS = 2000;

    @Bean
    KeyFile keyFile(@Value("${sluice.keys.file}") Path file, MeterRegistry meters) {
        return new KeyFile(file, meters);
    }

    /** Looks for a changed key file off the event loop, and goes on looking whatever happens. */
    @Bean(destroyMethod = "dispose")
    Disposable keyRefresh(KeyFile keys) {
        return Flux.interval(KEYS_PERIOD, Schedulers.boundedElastic()).onBackpressureDrop()
                .doOnNext(tick -> keys.refresh())
                .doOnError(bug -> LOG.error("looking at the key file failed", bug))
                .retry()
                .subscribe();
    }

    @Bean
    KeyFilter keyFilter(KeyFile keys, ErrorResponder errors) {
        return new KeyFilter(keys, errors);
    }

    @Bean
    InFlight inFlight(@Value("${sluice.gateway.in-flight}") int most, MeterRegistry meters) {
        return new InFlight(most, meters);
    }

    @Bean
    BodyReader bodyReader(@Value("${sluice.gateway.body-bytes}") int bytes, @Value("${sluice.gateway.body-patience}") Duration patience) {
        return new BodyReader(bytes, patience);
    }

    @Bean
    RedisGuard redisGuard(@Value("${sluice.redis.uri}") String uri, MeterRegistry meters) {
        return new RedisGuard(uri, meters);
    }

    @Bean
    RateLimits rateLimits(RedisGuard redis, @Value("${sluice.gateway.replicas}") int replicas, MeterRegistry meters) {
        return new RateLimits(redis, replicas, meters);
    }

    @Bean
    Admission admission(RateLimits limits) {
        return new Admission(limits);
    }

    @Bean
    RouterClient routerClient(WebClient client, ReactorResourceFactory resources, @Value("${sluice.router.url}") URI router) {
        return new RouterClient(impatient(client, resources), router);
    }

    @Bean
    Fingerprints fingerprints(RouterClient router) {
        return new Fingerprints(router);
    }

    @Bean
    InferenceClient inferenceClient(WebClient client, ReactorResourceFactory resources) {
        return new InferenceClient(impatient(client, resources));
    }

    @Bean
    RegistryClient registryClient(WebClient client, ReactorResourceFactory resources, @Value("${sluice.registry.url}") URI registry) {
        return new RegistryClient(impatient(client, resources), registry);
    }

    @Bean
    WorkflowClient workflowClient(WebClient client, ReactorResourceFactory resources, @Value("${sluice.workflow.url}") URI workflows) {
        return new WorkflowClient(impatient(client, resources), workflows);
    }

    @Bean
    SelectionClient selectionClient(WebClient client, ReactorResourceFactory resources, @Value("${sluice.selection.url}") URI selection) {
        return new SelectionClient(impatient(client, resources), selection);
    }

    @Bean
    AdaptersOfRecord adaptersOfRecord(EventCodec codec, MeterRegistry meters,
            @Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        return new AdaptersOfRecord(codec, bootstrapServers, meters);
    }

    private static WebClient impatient(WebClient client, ReactorResourceFactory resources) {
        return client.mutate().clientConnector(new ReactorClientHttpConnector(resources,
                http -> http.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS))).build();
    }
}
