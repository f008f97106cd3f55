package io.sluice.workflow;

import io.sluice.workflow.definition.WorkflowCheck;
import io.sluice.workflow.definition.WorkflowReader;
import io.sluice.workflow.definition.WorkflowSchema;
import io.sluice.workflow.execution.Desk;
import io.sluice.workflow.execution.Policies;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.web.Commands;
import io.sluice.workflow.web.Definitions;
import io.sluice.workflow.web.Evaluations;
import io.sluice.workflow.web.PublicJson;
import io.sluice.workflow.web.Replays;
import io.sluice.workflow.web.RunStreams;
import io.sluice.workflow.web.Runs;
import io.sluice.workflow.web.Starts;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** What the API stands on: whoever keeps runs, workflows and budgets comes in from elsewhere. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    private static final int EVALUATIONS_AT_ONCE = 1;
    private static final int EVALUATIONS_WAITING = 3;

    @Bean
    WorkflowSchema workflowSchema() {
        return WorkflowSchema.load();
    }

    @Bean
    WorkflowReader workflowReader(WorkflowSchema schema, List<WorkflowCheck> checks) {
        return new WorkflowReader(schema, checks);
    }

    @Bean
    PublicJson publicJson(JsonMapper mapper) {
        return new PublicJson(mapper);
    }

    @Bean
    Commands commands(Desk desk, Clock clock) {
        return new Commands(desk, clock, new SecureRandom());
    }

    @Bean
    Starts starts(Commands commands, WorkflowBook workflows, RunBook runs, PublicJson json) {
        return new Starts(commands, workflows, runs, json);
    }

    @Bean
    Definitions definitions(Commands commands, WorkflowBook workflows, PublicJson json) {
        return new Definitions(commands, workflows, json);
    }

    @Bean
    Runs runs(RunBook book) {
        return new Runs(book);
    }

    @Bean
    RunStreams runStreams(RunBook book, PublicJson json, @Value("${sluice.workflow.stream-ping:10s}") Duration ping) {
        return new RunStreams(book, json, ping);
    }

    /** As many evaluations at once as leave a small machine to its runs. */
    @Bean
    Evaluations evaluations(RunBook runs, WorkflowBook workflows, @Value("${sluice.workflow.evaluation-runs:5000}") int runsMax,
            Scheduler evaluationThreads) {
        return new Evaluations(runs, workflows, runsMax, evaluationThreads);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler evaluationThreads() {
        return Schedulers.newBoundedElastic(EVALUATIONS_AT_ONCE, EVALUATIONS_WAITING, "workflow-evaluations");
    }

    @Bean
    Replays replays(WorkflowBook workflows, Policies policies) {
        return new Replays(workflows, policies);
    }
}
