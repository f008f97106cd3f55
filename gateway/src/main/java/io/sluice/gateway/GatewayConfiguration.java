package io.sluice.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.admission.KeyFile;
import io.sluice.gateway.admission.KeyFilter;
import io.sluice.gateway.admission.RateLimits;
import io.sluice.gateway.openai.BodyReader;
import io.sluice.gateway.upstream.InferenceClient;
import io.sluice.gateway.upstream.RouterClient;
import io.sluice.platform.error.ErrorResponder;
import io.sluice.platform.redis.RedisGuard;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Puts the gateway together, in the order a request meets it. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

    private static final Duration KEYS_PERIOD = Duration.ofSeconds(1);

    @Bean
    KeyFile keyFile(@Value("${sluice.keys.file}") Path file, MeterRegistry meters) {
        return new KeyFile(file, meters);
    }

    /** Looks for a changed key file off the event loop. */
    @Bean(destroyMethod = "dispose")
    Disposable keyRefresh(KeyFile keys) {
        return Flux.interval(KEYS_PERIOD, Schedulers.boundedElastic()).onBackpressureDrop().doOnNext(tick -> keys.refresh()).subscribe();
    }

    @Bean
    KeyFilter keyFilter(KeyFile keys, ErrorResponder errors) {
        return new KeyFilter(keys, errors);
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
    Admission admission(RateLimits limits, @Value("${sluice.gateway.in-flight}") int inFlight, MeterRegistry meters) {
        return new Admission(limits, inFlight, meters);
    }

    @Bean
    BodyReader bodyReader(@Value("${sluice.gateway.body-bytes}") int bytes) {
        return new BodyReader(bytes);
    }

    @Bean
    RouterClient routerClient(WebClient client, @Value("${sluice.router.url}") URI router) {
        return new RouterClient(client, router);
    }

    @Bean
    InferenceClient inferenceClient(WebClient client) {
        return new InferenceClient(client);
    }
}
