package io.sluice.selection;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.inference.HttpAnswers;
import io.sluice.selection.job.JobBook;
import io.sluice.selection.kafka.FactLog;
import io.sluice.selection.kafka.PipelineWorker;
import io.sluice.selection.kafka.TrainingLog;
import io.sluice.selection.pipeline.PipelineBook;
import io.sluice.selection.promotion.JobSelections;
import io.sluice.selection.promotion.Steps;
import io.sluice.selection.registry.HttpRegistry;
import io.sluice.selection.web.Pipelines;
import io.sluice.selection.web.StoredSets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts pipelines together: the log, the book that is folded from it, who does what is next and whom it asks, and the API. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PipelineSettings.class)
class PipelineConfiguration {

    private static final int ENDED_MAX = 2_000;
    private static final int ID_BYTES = 12;

    private final String bootstrapServers;

    PipelineConfiguration(@Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    @Bean
    PipelineBook pipelineBook(MeterRegistry meters) {
        PipelineBook book = new PipelineBook(ENDED_MAX);
        meters.gauge("sluice.selection.pipelines.open", book, each -> each.open().size());
        return book;
    }

    @Bean
    FactLog<PipelineEvent> pipelineLog(PipelineBook book, EventCodec codec, EventPublisher publisher, MeterRegistry meters) {
        return new FactLog<>(Topics.SELECTION_PIPELINES, PipelineEvent.class, book::apply, codec, publisher, bootstrapServers, meters);
    }

    @Bean
    TrainingLog trainingLog(EventCodec codec, EventPublisher publisher, Clock clock, MeterRegistry meters) {
        return new TrainingLog(codec, publisher, bootstrapServers, clock, meters);
    }

    @Bean
    HttpRegistry adapterRegistry(SelectionSettings settings) {
        return new HttpRegistry(settings.registry());
    }

    @Bean
    HttpAnswers answers(SelectionSettings settings) {
        SecureRandom random = new SecureRandom();
        return new HttpAnswers(settings.inference(), () -> {
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            return "judge-" + HexFormat.of().formatHex(id);
        });
    }

    @Bean
    Steps pipelineSteps(DataSets sets, JobBook jobs, FactLog<SelectionEvent> jobLog, TrainingLog trainings, HttpRegistry registry, HttpAnswers answers,
            SelectionSettings settings, PipelineSettings own, Clock clock) {
        return new Steps(sets, new JobSelections(jobs, jobLog, sets, clock), trainings, registry, answers, own.questionsAtOnce(),
                settings.instance(), clock);
    }

    @Bean
    PipelineWorker pipelineWorker(PipelineBook book, FactLog<PipelineEvent> log, Steps steps, SelectionSettings settings, PipelineSettings own,
            Clock clock) {
        return new PipelineWorker(book, log, steps, bootstrapServers, settings.instance(), own.atOnce(), own.patience(), clock);
    }

    @Bean
    Pipelines pipelines(PipelineBook book, FactLog<PipelineEvent> log, StoredSets stored, DataSets sets, Clock clock) {
        return new Pipelines(book, log, stored, sets, clock, new SecureRandom());
    }

    /** Part of readiness, as that of jobs. */
    @Bean("pipelinesHealthIndicator")
    HealthIndicator pipelinesHealth(FactLog<PipelineEvent> log) {
        return () -> log.caughtUp() ? Health.up().build() : Health.outOfService().withDetail("pipelines", "catching up").build();
    }
}
