package io.sluice.registry;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.event.EventCodec;
import io.sluice.registry.artifact.ArtifactStore;
import io.sluice.registry.artifact.FileArtifactStore;
import io.sluice.registry.artifact.LocalFolder;
import io.sluice.registry.base.BaseModels;
import io.sluice.registry.base.ServedModels;
import io.sluice.registry.canary.CanaryWatch;
import io.sluice.registry.catalog.Catalog;
import io.sluice.registry.catalog.Residency;
import io.sluice.registry.diff.VersionDiff;
import io.sluice.registry.intake.Intake;
import io.sluice.registry.kafka.CanaryFeed;
import io.sluice.registry.kafka.CatalogReader;
import io.sluice.registry.kafka.LifecycleLog;
import io.sluice.registry.signature.TrustedKeys;
import io.sluice.registry.web.Adapters;
import io.sluice.registry.web.UploadBody;
import io.sluice.registry.web.UploadLimits;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Puts the registry together: this is where another artifact store would come in. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistrySettings.class)
class RegistryConfiguration {

    private static final int DISK_THREADS = 8;
    private static final int DISK_QUEUE = 200;

    @Bean
    Catalog catalog() {
        return new Catalog();
    }

    @Bean
    Residency residency() {
        return new Residency();
    }

    @Bean
    ArtifactStore artifactStore(RegistrySettings settings) throws IOException {
        return new FileArtifactStore(settings.store());
    }

    @Bean
    UploadLimits uploadLimits(RegistrySettings settings) {
        return new UploadLimits(settings.store().toAbsolutePath().resolve("staging"), settings.adapterMax().toBytes(), settings.uploadsAtOnce());
    }

    @Bean(destroyMethod = "dispose")
    Scheduler diskScheduler() {
        return Schedulers.newBoundedElastic(DISK_THREADS, DISK_QUEUE, "registry-disk");
    }

    @Bean
    UploadBody uploadBody(Scheduler disk, UploadLimits limits) {
        return new UploadBody(disk, limits.bytesMax());
    }

    @Bean
    LocalFolder imports(RegistrySettings settings) {
        return new LocalFolder(Optional.ofNullable(settings.importFolder()));
    }

    @Bean
    ServedModels servedModels(WebClient client, RegistrySettings settings) {
        return new ServedModels(client, settings.workers());
    }

    /** Beans end after the event loops, on which nobody can be asked any more. */
    @Bean
    ApplicationListener<ContextClosedEvent> askingEndsFirst(ServedModels models) {
        return closing -> models.close();
    }

    @Bean
    Intake intake(BaseModels models, RegistrySettings settings, ArtifactStore store) {
        Map<String, String> keys = Objects.requireNonNullElse(settings.signatures().keys(), Map.of());
        return new Intake(models, new TrustedKeys(keys, settings.signatures().required()), store);
    }

    @Bean
    VersionDiff versionDiff(ArtifactStore store, UploadLimits limits, JsonMapper mapper) {
        return new VersionDiff(store, limits.staging(), mapper);
    }

    @Bean
    CatalogReader catalogReader(Catalog catalog, Residency residency, EventCodec codec, MeterRegistry meters,
            @Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        return new CatalogReader(catalog, residency, codec, bootstrapServers, meters);
    }

    @Bean
    LifecycleLog lifecycleLog(Catalog catalog, EventCodec codec, MeterRegistry meters,
            @Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        return new LifecycleLog(catalog, codec, bootstrapServers, meters);
    }

    @Bean
    CanaryWatch canaryWatch(Catalog catalog, RegistrySettings settings) {
        return new CanaryWatch(catalog, settings.canary());
    }

    @Bean
    CanaryFeed canaryFeed(CanaryWatch watch, LifecycleLog log, CatalogReader reader, EventCodec codec, Clock clock, MeterRegistry meters,
            @Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        return new CanaryFeed(watch, log, reader::caughtUp, codec, bootstrapServers, clock, meters);
    }

    @Bean
    Adapters adapters(Catalog catalog, CatalogReader reader, LifecycleLog log, Clock clock) {
        return new Adapters(catalog, reader::caughtUp, log, clock);
    }

    /** Part of readiness: before the log is read to its end, nobody can say what there is. */
    @Bean("catalogHealthIndicator")
    HealthIndicator catalogHealth(CatalogReader reader) {
        return () -> reader.caughtUp() ? Health.up().build() : Health.outOfService().withDetail("catalog", "catching up").build();
    }
}
