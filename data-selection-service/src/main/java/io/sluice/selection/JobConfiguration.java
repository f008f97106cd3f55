package io.sluice.selection;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.platform.event.DeadLetters;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventPublisher;
import io.sluice.selection.dataset.DataSetStore;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.inference.HttpLikelihoods;
import io.sluice.selection.inference.LikelihoodSettings;
import io.sluice.selection.job.JobBook;
import io.sluice.selection.job.StepRunner;
import io.sluice.selection.kafka.Coordinator;
import io.sluice.selection.kafka.FactLog;
import io.sluice.selection.kafka.StepTask;
import io.sluice.selection.kafka.StepWorkers;
import io.sluice.selection.kafka.TrainingLog;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.training.HttpSurroundings;
import io.sluice.selection.training.StoredRows;
import io.sluice.selection.training.TargetTrainings;
import io.sluice.selection.web.Jobs;
import io.sluice.selection.web.StateStreams;
import io.sluice.selection.web.StoredSets;
import io.sluice.selection.work.ArtefactStore;
import io.sluice.selection.work.FileArtefactStore;
import io.sluice.selection.work.JobSteps;
import io.sluice.selection.work.StepsOfJobs;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts jobs together: the log, the book that is folded from it, who plans, who works, and the API. */
@Configuration(proxyBeanMethods = false)
class JobConfiguration {

    /** Of jobs that ended and are still told of. */
    private static final long ENDED_CHARS_MAX = 16L << 20;

    private final String bootstrapServers;

    JobConfiguration(@Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    @Bean
    JobBook jobBook(MeterRegistry meters) {
        JobBook book = new JobBook(ENDED_CHARS_MAX);
        meters.gauge("sluice.selection.jobs.open", book, each -> each.open().size());
        return book;
    }

    @Bean
    FactLog<SelectionEvent> jobLog(JobBook book, EventCodec codec, EventPublisher publisher, MeterRegistry meters) {
        return new FactLog<>(Topics.SELECTION_JOBS, SelectionEvent.class, book::apply, codec, publisher, bootstrapServers, meters);
    }

    @Bean
    ArtefactStore artefactStore(SelectionSettings settings) throws IOException {
        return new FileArtefactStore(settings.store());
    }

    @Bean(destroyMethod = "close")
    HttpLikelihoods likelihoods(SelectionSettings settings) {
        return new HttpLikelihoods(settings.inference(), LikelihoodSettings.USUAL);
    }

    @Bean
    TrainingLog trainingLog(EventCodec codec, EventPublisher publisher, Clock clock, MeterRegistry meters) {
        return new TrainingLog(codec, publisher, bootstrapServers, clock, meters);
    }

    @Bean
    HttpSurroundings trainingSurroundings(SelectionSettings settings) {
        return new HttpSurroundings(settings.inference(), settings.registry());
    }

    @Bean
    TargetTrainings targetTrainings(HttpSurroundings around, TrainingLog trainings, DataSetStore store, SelectionSettings settings, Clock clock) {
        return new TargetTrainings(around, trainings, new StoredRows(new Intake(store, settings.uploadMax().toBytes())), clock);
    }

    @Bean
    StepRunner stepRunner(DataSetStore store, DataSets sets, ArtefactStore artefacts, Likelihoods likelihoods, TargetTrainings trainings,
            SelectionSettings settings, Clock clock) throws IOException {
        JobSteps steps = new JobSteps(store, artefacts, likelihoods,
                spec -> spec.target() == null ? TrainedModels.none() : trainings.of(spec.target().digest()), settings.scratch());
        return new StepsOfJobs(sets, steps, settings.instance(), clock);
    }

    @Bean
    DeadLetters deadLetters() {
        return new DeadLetters(bootstrapServers);
    }

    @Bean
    StepWorkers stepWorkers(JobBook book, FactLog<SelectionEvent> log, StepRunner runner, EventCodec codec, DeadLetters deadLetters,
            SelectionSettings settings, Clock clock, MeterRegistry meters) {
        StepTask tasks = new StepTask(settings.instance(), book, log, runner, codec, deadLetters, clock, meters);
        return new StepWorkers(tasks, bootstrapServers, settings.stepsAtOnce(), meters);
    }

    @Bean
    Coordinator coordinator(JobBook book, FactLog<SelectionEvent> log, StepRunner runner, EventPublisher publisher, SelectionSettings settings,
            Clock clock) {
        return new Coordinator(book, log, runner, publisher, bootstrapServers, clock, settings.window());
    }

    @Bean
    Jobs jobs(JobBook book, FactLog<SelectionEvent> log, StoredSets stored, DataSets sets, Clock clock) {
        return new Jobs(book, log, stored, sets, clock, new SecureRandom());
    }

    @Bean
    StateStreams<SelectionJob> jobStreams(JobBook book, SelectionSettings settings) {
        return new StateStreams<>(book, job -> "job." + job.status().name().toLowerCase(Locale.ROOT), job -> job.status().ended(), settings.streamPing());
    }

    /** Part of readiness: before the log is read to its end, nobody can say which jobs there are. */
    @Bean("jobsHealthIndicator")
    HealthIndicator jobsHealth(FactLog<SelectionEvent> log) {
        return () -> log.caughtUp() ? Health.up().build() : Health.outOfService().withDetail("jobs", "catching up").build();
    }
}
