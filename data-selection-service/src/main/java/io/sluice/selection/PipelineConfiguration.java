package io.sluice.selection;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.inference.HttpAnswers;
import io.sluice.selection.job.Book;
import io.sluice.selection.job.JobBook;
import io.sluice.selection.kafka.FactLog;
import io.sluice.selection.kafka.FactWorker;
import io.sluice.selection.kafka.TrainingLog;
import io.sluice.selection.pipeline.Action;
import io.sluice.selection.pipeline.PipelineFold;
import io.sluice.selection.promotion.JobSelections;
import io.sluice.selection.promotion.Steps;
import io.sluice.selection.promotion.Work;
import io.sluice.selection.registry.HttpRegistry;
import io.sluice.selection.web.Pipelines;
import io.sluice.selection.web.StateStreams;
import io.sluice.selection.web.StoredSets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;
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
    private static final String GROUP = "sluice-selection-pipelines";

    private final String bootstrapServers;

    PipelineConfiguration(@Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    @Bean
    Book<PipelineEvent, Pipeline, Action> pipelineBook(MeterRegistry meters) {
        Book<PipelineEvent, Pipeline, Action> book = new Book<>(PipelineEvent::pipeline, PipelineFold::new, ENDED_MAX);
        meters.gauge("sluice.selection.pipelines.open", book, each -> each.open().size());
        return book;
    }

    @Bean
    FactLog<PipelineEvent> pipelineLog(Book<PipelineEvent, Pipeline, Action> book, EventCodec codec, EventPublisher publisher, MeterRegistry meters) {
        return new FactLog<>(Topics.SELECTION_PIPELINES, PipelineEvent.class, book::apply, codec, publisher, bootstrapServers, meters);
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
    Work work(DataSets sets, JobBook jobs, FactLog<SelectionEvent> jobLog, TrainingLog trainings, HttpRegistry registry, Clock clock) {
        return new Work(sets, new JobSelections(jobs, jobLog, sets, clock), trainings, registry, clock);
    }

    @Bean
    Steps pipelineSteps(Work work, HttpRegistry registry, HttpAnswers answers, SelectionSettings settings, PipelineSettings own, Clock clock) {
        return new Steps(work, registry, answers, own.questionsAtOnce(), settings.instance(), clock);
    }

    @Bean
    FactWorker<PipelineEvent, Action> pipelineWorker(Book<PipelineEvent, Pipeline, Action> book, FactLog<PipelineEvent> log, Steps steps,
            PipelineSettings own, Clock clock) {
        return new FactWorker<>(new FactWorker.Topic(bootstrapServers, Topics.SELECTION_PIPELINES, GROUP), book, log, steps,
                new FactWorker.Limits(own.atOnce(), own.patience()), clock);
    }

    @Bean
    Pipelines pipelines(Book<PipelineEvent, Pipeline, Action> book, FactLog<PipelineEvent> log, StoredSets stored, DataSets sets, Clock clock) {
        return new Pipelines(book, log, stored, sets, clock, new SecureRandom());
    }

    @Bean
    StateStreams<Pipeline> pipelineStreams(Book<PipelineEvent, Pipeline, Action> book, SelectionSettings settings) {
        return new StateStreams<>(book, each -> "pipeline." + each.status().name().toLowerCase(Locale.ROOT), each -> each.status().ended(),
                settings.streamPing());
    }

    /** Part of readiness, as that of jobs. */
    @Bean("pipelinesHealthIndicator")
    HealthIndicator pipelinesHealth(FactLog<PipelineEvent> log) {
        return () -> log.caughtUp() ? Health.up().build() : Health.outOfService().withDetail("pipelines", "catching up").build();
    }
}
