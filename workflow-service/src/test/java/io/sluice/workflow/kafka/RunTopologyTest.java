package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.TeamEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.Policies;
import io.sluice.workflow.execution.Policy;
import io.sluice.workflow.execution.RunRules;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.Samples;
import io.sluice.workflow.scheduling.Episode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunTopologyTest {

    private static final Workflow TRIES = Samples.workflow(Samples.TRIES);
    private static final Workflow TRIP = Samples.workflow(Samples.TRIP);

    private final TopologyBench bench = new TopologyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private RunCommand.Start start(String run, Workflow workflow, @Nullable String team) {
        return new RunCommand.Start("c", run, "tenant", team, "ops", workflow.name(), 1, WorkflowFormat.digest(workflow), WorkflowFormat.write(workflow),
                Map.of("input", "3 + 4", "expected", "7"), 7, "hash", null, bench.now());
    }

    private RunCommand.ReportStep success(StepRequested step, String output, @Nullable String verdict) {
        return new RunCommand.ReportStep(step.run(), step.step(), step.attempt(), "w",
                new StepReport.Succeeded(output, output, null, verdict, List.of(new CallUse("model/0", "m", 100, 10, 0))), bench.now());
    }

    private RunCommand.Heartbeat alive(StepRequested step) {
        return new RunCommand.Heartbeat(step.run(), step.step(), step.attempt(), "w", bench.now());
    }

    private RunState replayed(String run) {
        RunState state = null;
        for (RunEvent event : bench.events) {
            state = event.run().equals(run) ? RunState.after(state, event) : state;
        }
        if (state == null) {
            throw new AssertionError("no event of " + run);
        }
        return state;
    }

    @Test
    void aRunGoesFromItsStartToItsEndAndTheStoreIsTheFoldOfItsEvents() {
        bench.tell(start("r", TRIES, null)).tell(success(bench.steps.getFirst(), "5", "fail")).tell(success(bench.steps.get(1), "hm", null))
                .tell(success(bench.steps.get(2), "7", "pass"));

        assertThat(bench.run("r").phase()).isEqualTo(Phase.COMPLETED);
        assertThat(bench.events.getLast()).isInstanceOfSatisfying(RunEvent.Completed.class, end -> assertThat(end.reason()).isEqualTo("verified"));
        assertThat(bench.run("r")).isEqualTo(replayed("r"));
    }

    @Test
    void aStepThatNobodyTakesIsAskedForAgainAndOneWhoseWorkerLivesIsNot() {
        bench.tell(start("taken", TRIES, null)).tell(start("lost", TRIES, null));
        for (int second = 0; second < 8; second++) {
            bench.tell(alive(bench.steps.getFirst())).after(Duration.ofSeconds(1));
        }

        assertThat(bench.steps).extracting(StepRequested::run, StepRequested::attempt).containsExactly(
                tuple("taken", 1), tuple("lost", 1),
                tuple("lost", 2));
        bench.after(Duration.ofSeconds(6));
        assertThat(bench.run("taken").current()).satisfies(step -> assertThat(step.attempt()).isEqualTo(2));
    }

    @Test
    void aTeamsMoneyIsSetAsideBeforeTheFirstStepAndSettledAfterTheLast() {
        bench.tell(new TeamCommand.SetBudget("b", "red", 15.0, "ops", bench.now())).tell(start("a", TRIES, "red")).tell(start("b", TRIES, "red"));

        assertThat(bench.run("a").phase()).isEqualTo(Phase.STEP);
        assertThat(bench.run("b").phase()).isEqualTo(Phase.FAILED);
        bench.tell(success(bench.steps.getFirst(), "7", "pass"));
        assertThat(bench.team("red").reserved()).isZero();
        assertThat(bench.team("red").spent()).isEqualTo(bench.run("a").spending().cost());
        assertThat(bench.others).hasAtLeastOneElementOfType(TeamEvent.BudgetSettled.class);
    }

    @Test
    void aHundredRunsAtOnceNeverSpendMoreThanTheirTeamHas() {
        bench.tell(new TeamCommand.SetBudget("b", "red", 250.0, "ops", bench.now()));
        for (int run = 0; run < 100; run++) {
            bench.tell(start("r" + run, TRIES, "red"));
        }

        assertThat(bench.steps).hasSize(25);
        assertThat(bench.team("red").reserved()).isEqualTo(250);
        List.copyOf(bench.steps).forEach(step -> bench.tell(success(step, "7", "pass")));
        assertThat(bench.team("red").reserved()).isZero();
        assertThat(bench.team("red").spent()).isLessThanOrEqualTo(250);
    }

    @Test
    void aRunThatEndedTeachesItsWorkflowOnce() {
        bench.tell(new DefinitionCommand.Define("d", "tries", WorkflowFormat.write(TRIES), WorkflowFormat.digest(TRIES), "ops", bench.now()))
                .tell(start("r", TRIES, null)).tell(success(bench.steps.getFirst(), "7", "pass"));

        assertThat(bench.definitions()).isEqualTo(1);
        assertThat(bench.values("tries")).isEqualTo(1);
        assertThat(bench.workflows.values("tries")).hasValueSatisfying(values -> assertThat(values.version()).isEqualTo(1));

        bench.tell(start("s", TRIES, null));
        assertThat(bench.events.getLast()).isInstanceOfSatisfying(RunEvent.StepScheduled.class,
                step -> assertThat(step.decision().policyVersion()).isEqualTo(1));
    }

    @Test
    void aCandidateIsHeldUntilItIsPromotedAndTheStoreRemembersIt() {
        String gated = Samples.TRIES.replace("{\"kind\": \"fixed\"", "{\"promotion\": {}, \"kind\": \"fixed\"");
        Workflow inForce = Samples.workflow(gated);
        Workflow candidate = Samples.workflow(gated.replace("\"steps\": 6", "\"steps\": 7"));
        for (Workflow each : List.of(inForce, candidate)) {
            bench.tell(new DefinitionCommand.Define("d", "tries", WorkflowFormat.write(each), WorkflowFormat.digest(each), "ops", bench.now()));
        }
        assertThat(bench.workflows.inForce("tries")).hasValueSatisfying(version -> assertThat(version.version()).isEqualTo(1));
        assertThat(bench.workflows.newest("tries")).hasValueSatisfying(version -> assertThat(version.waits()).isTrue());

        bench.tell(new DefinitionCommand.Promote("p1", "tries", 2, 1, null, null, "ops", bench.now()));
        assertThat(bench.workflows.promotions("tries")).singleElement().isInstanceOf(PromotionEvent.Refused.class);
        bench.tell(new DefinitionCommand.Promote("p2", "tries", 2, 1, null, "a longer way is wanted", "ops", bench.now()))
                .tell(new DefinitionCommand.Promote("p3", "tries", 2, 1, null, "a longer way is wanted", "ops", bench.now()));

        assertThat(bench.workflows.inForce("tries")).hasValueSatisfying(version -> assertThat(version.version()).isEqualTo(2));
        assertThat(bench.others).filteredOn(PromotionEvent.class::isInstance).hasSize(2);
        assertThat(new String(bench.store(Stores.AGGREGATES).get("workflow/tries"), StandardCharsets.UTF_8)).contains("\"current\":2", "\"promotions\":2");
    }

    @Test
    void anApprovalTimesOutAndWhatWasDoneIsUndone() {
        bench.tell(start("r", TRIP, null)).tell(success(bench.steps.getFirst(), "to Rome", null)).tell(success(bench.steps.get(1), "booked", null));
        assertThat(bench.run("r").phase()).isEqualTo(Phase.APPROVAL);

        bench.after(Duration.ofSeconds(3601));

        assertThat(bench.steps.getLast().agent()).isEqualTo("unbook");
        bench.tell(success(bench.steps.getLast(), "ok", null));
        assertThat(bench.run("r").phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void whatIsNoCommandGoesToTheDeadLettersAndTheNextOneIsTaken() {
        bench.raw("run/x", "{".getBytes(StandardCharsets.UTF_8), new RecordHeaders());
        ProducerRecord<String, byte[]> unknown = bench.codec.encode(start("y", TRIES, null), null);
        unknown.headers().remove("ce_type").add("ce_type", "io.sluice.elsewhere.invented.v9".getBytes(StandardCharsets.UTF_8));
        bench.raw("run/y", unknown.value(), unknown.headers());
        ProducerRecord<String, byte[]> misled = bench.codec.encode(start("z", TRIES, null), null);
        bench.raw("run/elsewhere", misled.value(), misled.headers());
        ProducerRecord<String, byte[]> damaged = bench.codec.encode(start("d", TRIES, null), null);
        bench.raw("run/d", "{\"run\":\"d\",\"at\":7,\"inputs\":[]}".getBytes(StandardCharsets.UTF_8), damaged.headers());

        bench.tell(start("good", TRIES, null));

        assertThat(bench.deadLetters()).hasSize(4).allSatisfy(letter -> {
            assertThat(letter.headers().lastHeader("sluice_reason")).isNotNull();
            assertThat(letter.headers().lastHeader("sluice_topic").value()).asString().isEqualTo(Topics.WORKFLOW_COMMANDS);
            assertThat(letter.headers().lastHeader("sluice_offset").value()).asString().matches("[0-9]+@[0-9]+");
        });
        assertThat(bench.run("good").phase()).isEqualTo(Phase.STEP);
    }

    @Test
    void duplicatesOfEverythingChangeNothing() {
        bench.tell(start("r", TRIES, "red")).tell(start("r", TRIES, "red"));
        StepRequested first = bench.steps.getFirst();
        bench.tell(success(first, "5", "fail")).tell(success(first, "7", "pass"));
        List.copyOf(bench.steps.subList(1, 2)).forEach(step -> bench.tell(success(step, "x", null)).tell(success(step, "x", null)));

        assertThat(bench.run("r").executed()).containsExactly("solve", "check");
        assertThat(bench.run("r")).isEqualTo(replayed("r"));
        assertThat(bench.steps).hasSize(3);
    }

    @Test
    void anEndedRunIsForgottenAfterItsTimeAndNothingIsLeftOfIt() {
        RunRules soon = new RunRules(RunRules.USUAL.lease(), RunRules.USUAL.pickUp(), RunRules.USUAL.grace(), RunRules.USUAL.backOff(),
                RunRules.USUAL.backOffMax(), 20, RunRules.USUAL.reservation(), RunRules.USUAL.open(),
                RunRules.USUAL.undoing(), Duration.ofSeconds(2), 900 << 10, 256 << 10);
        try (TopologyBench brief = new TopologyBench(soon)) {
            brief.tell(start("r", TRIES, null)).tell(success(brief.steps.getFirst(), "7", "pass")).after(Duration.ofSeconds(3));

            assertThat(brief.store(Stores.AGGREGATES).get("run/r")).isNull();
            assertThat(brief.store(Stores.ALARMS).get("run/r")).isNull();
        }
    }

    @Test
    void aRunThatGrowsTooLargeFailsInsteadOfHoldingItsPartitionUp() {
        bench.tell(start("r", TRIES, null));
        String text = "x".repeat(200_000);
        for (int i = 0; i < 5; i++) {
            bench.tell(new RunCommand.RecordEffect("r", 0, 1, "w", "model/" + i, "\"" + text + "\"", bench.now()));
        }

        assertThat(bench.events.getLast()).isInstanceOfSatisfying(RunEvent.Failed.class, end -> assertThat(end.code()).isEqualTo("run_too_large"));
        assertThat(bench.run("r")).isEqualTo(replayed("r"));
    }

    @Test
    void valuesAreKeptForTwentyVersionsAndThenTakenOutOfTheTopic() {
        bench.tell(new DefinitionCommand.Define("d", "tries", WorkflowFormat.write(TRIES), WorkflowFormat.digest(TRIES), "ops", bench.now()));
        for (int run = 0; run < 23; run++) {
            bench.tell(start("r" + run, TRIES, null)).tell(success(bench.steps.getLast(), "7", "pass"));
        }

        assertThat(bench.workflows.valuesVersions("tries")).hasSize(20);
        assertThat(bench.store(Stores.VALUES).get("tries@3")).isNull();
        assertThat(bench.store(Stores.VALUES).get("tries@4")).isNotNull();
    }

    /** As the real ones, until they can't be asked any more. */
    private static final class Breaking implements Policies {

        private volatile boolean broken;

        @Override
        public Policy of(Workflow workflow, int version, @Nullable String values) {
            if (broken || "unreadable".equals(values)) {
                throw new IllegalArgumentException("can't be read");
            }
            return Samples.POLICIES.of(workflow, version, values);
        }

        @Override
        public @Nullable String learn(Workflow workflow, @Nullable String values, Episode episode) {
            return "unreadable";
        }
    }

    @Test
    void runsAreScheduledWithoutValuesThatThisVersionCanNotRead() {
        try (TopologyBench newer = new TopologyBench(RunRules.USUAL, new Breaking())) {
            newer.tell(new DefinitionCommand.Define("d", "tries", WorkflowFormat.write(TRIES), WorkflowFormat.digest(TRIES), "ops", newer.now()))
                    .tell(start("r", TRIES, null)).tell(success(newer.steps.getFirst(), "7", "pass"));
            assertThat(newer.values("tries")).isEqualTo(1);

            newer.tell(start("s", TRIES, null));

            assertThat(newer.events.getLast()).isInstanceOfSatisfying(RunEvent.StepScheduled.class,
                    step -> assertThat(step.decision().policyVersion()).isZero());
        }
    }

    @Test
    void anAlarmThatCanNotBeHeededIsDroppedAndDoesNotComeAgain() {
        Breaking policies = new Breaking();
        try (TopologyBench faulty = new TopologyBench(RunRules.USUAL, policies)) {
            faulty.tell(start("r", TRIES, null)).tell(new DefinitionCommand.Define("d", "tries", WorkflowFormat.write(TRIES),
                    WorkflowFormat.digest(TRIES), "ops", faulty.now())).tell(start("teacher", TRIES, null));
            policies.broken = true;
            faulty.workflows.apply(new ValuesEvent.Reset("tries", 9, "ops", null, faulty.now()));

            faulty.after(Duration.ofSeconds(30));

            assertThat(faulty.deadLetters()).as("a lease for each of two runs").hasSizeBetween(2, 4);
        }
    }
}
