package io.sluice.selection;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.selection.Comparison;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.selection.comparison.ComparisonFold;
import io.sluice.selection.comparison.Task;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.inference.HttpAnswers;
import io.sluice.selection.job.Book;
import io.sluice.selection.kafka.FactLog;
import io.sluice.selection.kafka.FactWorker;
import io.sluice.selection.promotion.Exam;
import io.sluice.selection.promotion.Work;
import io.sluice.selection.registry.HttpRegistry;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.trial.Trials;
import io.sluice.selection.web.Comparisons;
import io.sluice.selection.web.StateStreams;
import io.sluice.selection.web.StoredSets;
import io.sluice.selection.work.ArtefactStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Puts comparisons together: the log, the book that is folded from it, who does what is next, and the API. */
@Configuration(proxyBeanMethods = false)
class ComparisonConfiguration {

    private static final int ENDED_MAX = 200;
    private static final String GROUP = "sluice-selection-comparisons";

    private final String bootstrapServers;

    ComparisonConfiguration(@Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    @Bean
    Book<ComparisonEvent, Comparison, Task> comparisonBook(MeterRegistry meters) {
        Book<ComparisonEvent, Comparison, Task> book = new Book<>(ComparisonEvent::comparison, ComparisonFold::new, ENDED_MAX);
        meters.gauge("sluice.selection.comparisons.open", book, each -> each.open().size());
        return book;
    }

    @Bean
    FactLog<ComparisonEvent> comparisonLog(Book<ComparisonEvent, Comparison, Task> book, EventCodec codec, EventPublisher publisher, MeterRegistry meters) {
        return new FactLog<>(Topics.SELECTION_COMPARISONS, ComparisonEvent.class, book::apply, codec, publisher, bootstrapServers, meters);
    }

    @Bean
    Trials trials(Work work, HttpRegistry registry, HttpAnswers answers, Likelihoods likelihoods, DataSets sets, ArtefactStore artefacts,
            JsonMapper mapper, SelectionSettings settings, PipelineSettings own, Clock clock) {
        return new Trials(work, registry, new Exam(answers, own.questionsAtOnce()), likelihoods, sets, artefacts, mapper, settings.instance(), clock);
    }

    @Bean
    FactWorker<ComparisonEvent, Task> comparisonWorker(Book<ComparisonEvent, Comparison, Task> book, FactLog<ComparisonEvent> log, Trials trials,
            PipelineSettings own, Clock clock) {
        return new FactWorker<>(new FactWorker.Topic(bootstrapServers, Topics.SELECTION_COMPARISONS, GROUP), book, log, trials,
                new FactWorker.Limits(own.atOnce(), own.patience()), clock);
    }

    @Bean
    Comparisons comparisons(Book<ComparisonEvent, Comparison, Task> book, FactLog<ComparisonEvent> log, StoredSets stored, DataSets sets, Clock clock) {
        return new Comparisons(book, log, stored, sets, clock, new SecureRandom());
    }

    @Bean
    StateStreams<Comparison> comparisonStreams(Book<ComparisonEvent, Comparison, Task> book, SelectionSettings settings) {
        return new StateStreams<>(book, each -> "comparison." + each.status().name().toLowerCase(Locale.ROOT), each -> each.status().ended(),
                settings.streamPing());
    }

    /** Part of readiness, as that of jobs. */
    @Bean("comparisonsHealthIndicator")
    HealthIndicator comparisonsHealth(FactLog<ComparisonEvent> log) {
        return () -> log.caughtUp() ? Health.up().build() : Health.outOfService().withDetail("comparisons", "catching up").build();
    }
}
