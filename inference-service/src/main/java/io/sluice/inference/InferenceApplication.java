package io.sluice.inference;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.inference.adapter.AdaptedModels;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.inference.adapter.SelectionFile;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.Instruments;
import io.sluice.inference.batching.ModelCatalog;
import io.sluice.inference.kafka.AdapterEvents;
import io.sluice.inference.kafka.AdapterFeed;
import io.sluice.inference.kafka.InferenceEvents;
import io.sluice.inference.kernel.KernelChoice;
import io.sluice.inference.kernel.KernelThreads;
import io.sluice.inference.kernel.KernelsUnavailableException;
import io.sluice.inference.metrics.GenerationMeters;
import io.sluice.inference.web.AdaptersController;
import io.sluice.inference.web.EngineHealth;
import io.sluice.inference.web.GenerateController;
import io.sluice.inference.web.InspectController;
import io.sluice.inference.web.LikelihoodController;
import io.sluice.inference.web.ModelsController;
import io.sluice.inference.web.ModelsHealth;
import io.sluice.platform.PlatformConfiguration;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The inference-service. Its configuration is {@code inference-service.yml}, so that it can share a JVM and a class path
 * with the other services; beans are named here, one by one, and nothing is scanned.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(InferenceProperties.class)
@Import(PlatformConfiguration.class)
public class InferenceApplication {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceApplication.class);

    /** The service, ready to be run, alone or beside others. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(InferenceApplication.class).properties("spring.config.name=inference-service");
    }

    public static void main(String[] args) {
        application().run(args);
    }

    @Bean
    @ConditionalOnMissingBean
    ModelCatalog.Loader loader() {
        return source -> AdaptedModels.load(source.folder(), source.name(), source.adapters());
    }

    @Bean
    GenerationMeters meters(MeterRegistry registry) {
        return new GenerationMeters(registry, kernels());
    }

    /** Says at start what computes, or that nothing can. Every model's refusal says why, too. */
    private static String kernels() {
        try {
            String kernels = KernelChoice.describe();
            LOG.info("kernels: {} on {} threads", kernels, KernelThreads.available());
            return kernels;
        } catch (KernelsUnavailableException absent) {
            LOG.error("no model can be served: {}", absent.getMessage());
            return "none";
        }
    }

    /** Closed by the catalog, which has to free the models after it. */
    @Bean(destroyMethod = "")
    GenerationEngine engine(InferenceProperties properties, Clock clock, GenerationMeters meters) {
        GenerationEngine engine = new GenerationEngine(properties.settings(), instruments(clock), meters);
        meters.watch(engine);
        return engine;
    }

    private static Instruments instruments(Clock clock) {
        return Instruments.system(clock, new SecureRandom(), KernelThreads::helperCpuNanos);
    }

    @Bean(initMethod = "start")
    ModelCatalog catalog(InferenceProperties properties, ModelCatalog.Loader loader, GenerationEngine engine) {
        return new ModelCatalog(properties.sources(), properties.blends(), loader, engine);
    }

    @Bean
    AdapterEvents adapterEvents(InferenceProperties properties, EventPublisher publisher, Clock clock,
            @Value("${server.port:8082}") int port) throws UnknownHostException {
        String given = properties.adapters().worker();
        return new AdapterEvents(publisher, clock, given != null ? given : InetAddress.getLocalHost().getHostName() + ":" + port,
                properties.adapters().bytes().toBytes());
    }

    /** Closed before the catalog, whose models its own ones run on. */
    @Bean
    AdapterStore adapterStore(InferenceProperties properties, GenerationEngine engine, ModelCatalog catalog, AdapterEvents events) {
        AdapterStore store = new AdapterStore(engine, properties.adapters().source(), events, properties.adapters().settings());
        properties.adapters().selection().forEach(file -> store.know(SelectionFile.read(file)));
        engine.serveOnDemand(store);
        catalog.whenSettled().thenRun(store::refresh);
        return store;
    }

    @Bean
    AdapterFeed adapterFeed(AdapterStore store, EventCodec codec, MeterRegistry meters,
            @Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        return new AdapterFeed(store, codec, bootstrapServers, meters);
    }

    @Bean
    AdaptersController adapters(AdapterStore store) {
        return new AdaptersController(store);
    }

    @Bean
    InferenceEvents events(EventPublisher publisher) {
        return new InferenceEvents(publisher);
    }

    @Bean
    GenerateController generate(GenerationEngine engine, InferenceEvents events) {
        return new GenerateController(engine, events::under);
    }

    @Bean
    InspectController inspect(GenerationEngine engine) {
        return new InspectController(engine);
    }

    @Bean
    LikelihoodController likelihoods(GenerationEngine engine) {
        return new LikelihoodController(engine);
    }

    @Bean
    ModelsController models(ModelCatalog catalog, GenerationEngine engine, AdapterStore adapters) {
        return new ModelsController(catalog, engine, adapters);
    }

    @Bean("modelsHealthIndicator")
    ModelsHealth modelsHealth(ModelCatalog catalog) {
        return new ModelsHealth(catalog);
    }

    @Bean("engineHealthIndicator")
    EngineHealth engineHealth(GenerationEngine engine) {
        return new EngineHealth(engine);
    }
}
