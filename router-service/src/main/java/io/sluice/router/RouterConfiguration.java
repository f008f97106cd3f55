package io.sluice.router;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.router.calibration.job.CalibrationJobs;
import io.sluice.router.endpoint.EndpointRegistry;
import io.sluice.router.endpoint.InferenceClient;
import io.sluice.router.kafka.CalibrationReader;
import io.sluice.router.routing.CalibrationsInForce;
import io.sluice.router.routing.Profile;
import io.sluice.router.routing.Router;
import io.sluice.router.routing.filter.EndpointFilter;
import io.sluice.router.routing.picker.EndpointPicker;
import io.sluice.router.routing.scorer.EndpointScorer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.reactive.function.client.WebClient;

/** Puts the router together: this is where a filter or a scorer is added to the profile. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RouterSettings.class)
class RouterConfiguration {

    @Bean
    CalibrationsInForce calibrationsInForce() {
        return new CalibrationsInForce();
    }

    @Bean
    Profile profile() {
        return new Profile(List.of(EndpointFilter.SERVES_MODELS), Map.of(EndpointScorer.LEAST_LOADED, 1.0, EndpointScorer.HOLDS_ADAPTERS, 0.5),
                EndpointPicker.best(new SecureRandom()));
    }

    @Bean
    Router router(Profile profile, RouterSettings settings, CalibrationsInForce calibrations) {
        return new Router(profile, settings.defaults(), calibrations);
    }

    @Bean
    InferenceClient inferenceClient(WebClient client) {
        return new InferenceClient(client);
    }

    @Bean
    EndpointRegistry endpointRegistry(InferenceClient client, RouterSettings settings, MeterRegistry meters) {
        return new EndpointRegistry(client, settings.endpoints(), meters);
    }

    /** Beans end after the event loops, on which nobody can be asked any more. */
    @Bean
    ApplicationListener<ContextClosedEvent> askingEndsFirst(EndpointRegistry endpoints) {
        return closing -> endpoints.close();
    }

    @Bean
    CalibrationReader calibrationReader(CalibrationsInForce calibrations, EventCodec codec, MeterRegistry meters,
            @Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        return new CalibrationReader(calibrations, codec, bootstrapServers, meters);
    }

    @Bean
    CalibrationJobs calibrationJobs(EndpointRegistry endpoints, InferenceClient client, EventPublisher publisher,
            CalibrationsInForce calibrations, RouterSettings settings, Clock clock) {
        return new CalibrationJobs(endpoints, client, publisher, calibrations, settings.defaults(), clock, new SecureRandom());
    }
}
