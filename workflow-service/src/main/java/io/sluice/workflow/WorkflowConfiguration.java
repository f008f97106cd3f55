package io.sluice.workflow;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.agent.AgentCheck;
import io.sluice.workflow.agent.AgentStepRunner;
import io.sluice.workflow.agent.Upstream;
import io.sluice.workflow.agent.Upstreams;
import io.sluice.workflow.execution.Desk;
import io.sluice.workflow.execution.LearnedPolicies;
import io.sluice.workflow.execution.Policies;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunRules;
import io.sluice.workflow.execution.TeamBook;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.kafka.EngineSettings;
import io.sluice.workflow.kafka.WorkflowEngine;
import io.sluice.workflow.scheduling.policy.ScheduleCheck;
import io.sluice.workflow.step.StepRunner;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolKinds;
import io.sluice.workflow.tool.ToolLimits;
import io.sluice.workflow.tool.http.GuardedHttp;
import io.sluice.workflow.tool.http.NetworkPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import tools.jackson.databind.json.JsonMapper;

/** Puts the workflow-service together: who does steps, and who keeps runs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkflowSettings.class)
class WorkflowConfiguration {

    @Bean
    Upstreams upstreams(WorkflowSettings settings) {
        Map<String, Upstream> named = new LinkedHashMap<>();
        Objects.requireNonNullElse(settings.upstreams(), Map.<String, WorkflowSettings.UpstreamSettings>of())
                .forEach((name, upstream) -> named.put(name, upstream(upstream)));
        return new Upstreams(upstream(settings.gateway()), named);
    }

    private static Upstream upstream(WorkflowSettings.UpstreamSettings settings) {
        return new Upstream(settings.url(), settings.keyFile() == null ? null : key(settings.keyFile()));
    }

    private static String key(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the key of an upstream can't be read: " + file, e);
        }
    }

    @Bean
    GuardedHttp guardedHttp(WorkflowSettings settings, ReactorResourceFactory resources) {
        WorkflowSettings.@Nullable HttpSettings http = settings.http();
        return new GuardedHttp(new NetworkPolicy(
                http == null || http.inside() == null ? Set.of() : http.inside(),
                http == null || http.authorizations() == null ? Map.of() : http.authorizations()), resources.getLoopResources());
    }

    @Bean
    ToolBox toolBox(GuardedHttp http) {
        return new ToolBox(ToolKinds.all(http), ToolLimits.STANDARD);
    }

    @Bean
    AgentCheck agentCheck(Upstreams upstreams, ToolBox box) {
        return new AgentCheck(upstreams, box);
    }

    @Bean
    ScheduleCheck scheduleCheck() {
        return new ScheduleCheck();
    }

    @Bean
    AgentStepRunner agentStepRunner(Upstreams upstreams, ToolBox box, Clock clock, MeterRegistry meters, Tracing tracing) {
        return new AgentStepRunner(upstreams, box, clock, meters, tracing);
    }

    @Bean
    Policies policies(MeterRegistry meters) {
        return new LearnedPolicies(new ShadowCounts(meters));
    }

    @Bean
    WorkflowEngine workflowEngine(WorkflowSettings settings, Policies policies, StepRunner runner, EventCodec codec, JsonMapper mapper,
            MeterRegistry meters, Tracing tracing, Clock clock, @Value("${sluice.kafka.bootstrap-servers:127.0.0.1:9092}") String bootstrapServers) {
        EngineSettings usual = EngineSettings.usual(bootstrapServers, settings.instance(), settings.directory());
        return new WorkflowEngine(new EngineSettings(bootstrapServers, settings.instance(), settings.directory(), settings.stepsAtOnce(),
                usual.session(), usual.transaction(), usual.commit(), usual.patience(), RunRules.USUAL, usual.historyCharsMax()),
                policies, runner, codec, mapper, meters, tracing, clock);
    }

    @Bean
    Desk desk(WorkflowEngine engine) {
        return engine.desk();
    }

    @Bean
    RunBook runBook(WorkflowEngine engine) {
        return engine.runs();
    }

    @Bean
    TeamBook teamBook(WorkflowEngine engine) {
        // What keeps teams may keep runs too, and there is one book of runs.
        return engine.teams()::team;
    }

    @Bean
    WorkflowBook workflowBook(WorkflowEngine engine) {
        return engine.workflows();
    }

    /** Part of readiness: before its share of the runs is read, a replica can't go on with any. */
    @Bean("runsHealthIndicator")
    HealthIndicator runsHealth(WorkflowEngine engine) {
        return () -> switch (engine.readiness()) {
            case READY -> Health.up().build();
            case STARTING, RESTORING -> Health.outOfService().withDetail("runs", "catching up").withDetail("left", engine.toRestore()).build();
            case FAILED -> Health.down().withDetail("runs", "they are kept no more; the log says why").build();
        };
    }
}
