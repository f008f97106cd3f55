package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.RunRules;
import io.sluice.workflow.execution.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replica that is asked to decide on what only a newer version understands: it decides nothing, and loses nothing. */
class NewerVersionTest {

    private static final Workflow TRIES = Samples.workflow(Samples.TRIES);
    private static final Duration LOOK = Duration.ofSeconds(61);

    private final Set<String> newer = new HashSet<>(Set.of(RunCommand.Pause.TYPE));
    private final TopologyBench bench = new TopologyBench(RunRules.USUAL, Samples.POLICIES, type -> !newer.contains(type));

    @AfterEach
    void close() {
        bench.close();
    }

    private RunCommand.Start start(String run) {
        return new RunCommand.Start("c", run, "tenant", null, "ops", TRIES.name(), 1, WorkflowFormat.digest(TRIES), WorkflowFormat.write(TRIES),
                Map.of("input", "3 + 4", "expected", "7"), 7, "hash", null, bench.now());
    }

    private RunCommand.ReportStep report(StepRequested step, String output, String verdict) {
        return new RunCommand.ReportStep(step.run(), step.step(), step.attempt(), "w",
                new StepReport.Succeeded(output, output, null, verdict, List.of()), bench.now());
    }

    private RunCommand.Pause pause(String run) {
        return new RunCommand.Pause("p", run, "ops", bench.now());
    }

    private RunCommand.Resume resume(String run) {
        return new RunCommand.Resume("q", run, "ops", bench.now());
    }

    private List<RunEvent> events(String run) {
        return bench.events.stream().filter(event -> event.run().equals(run)).toList();
    }

    /** As a version would write it whose states say something that has to be understood. */
    private void needs(String run, int level) {
        String json = new String(bench.store(Stores.AGGREGATES).get("run/" + run), StandardCharsets.UTF_8).replaceFirst("^\\{\"needs\":[0-9]+,", "{");
        bench.store(Stores.AGGREGATES).put("run/" + run, ("{\"needs\":" + level + "," + json.substring(1)).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCommandOfAnUnknownTypeIsHeldBackWithAllBehindItAndOtherRunsGoOn() {
        bench.tell(start("r")).tell(start("other"));
        bench.tell(pause("r")).tell(report(bench.steps.getFirst(), "5", "fail")).tell(resume("r"));
        bench.tell(report(bench.steps.get(1), "7", "pass"));

        assertThat(bench.run("other").phase()).isEqualTo(Phase.COMPLETED);
        assertThat(events("r")).as("nothing was decided").hasSize(2);
        assertThat(bench.deadLetters()).isEmpty();

        newer.clear();
        bench.after(LOOK);

        assertThat(events("r")).extracting(RunEvent::getClass).extracting(Class::getSimpleName).startsWith("Started", "StepScheduled", "Paused",
                "StepCompleted", "Resumed", "StepScheduled");
        assertThat(bench.deadLetters()).isEmpty();
        bench.tell(report(bench.steps.getLast(), "7", "pass"));
        assertThat(bench.run("r").phase()).as("and nothing is held any more").isEqualTo(Phase.COMPLETED);
    }

    @Test
    void aRunWhoseStateNeedsANewerVersionStandsStillAndIsAsItWas() {
        bench.tell(start("r"));
        needs("r", 2);
        byte[] before = bench.store(Stores.AGGREGATES).get("run/r");
        bench.tell(report(bench.steps.getFirst(), "7", "pass")).after(Duration.ofSeconds(20));

        assertThat(bench.store(Stores.AGGREGATES).get("run/r")).isEqualTo(before);
        assertThat(bench.steps).as("its lease is over, and it is not this version that asks again").hasSize(1);

        needs("r", 1);
        bench.after(LOOK);

        assertThat(bench.run("r").phase()).isEqualTo(Phase.COMPLETED);
        assertThat(bench.deadLetters()).isEmpty();
    }

    @Test
    void aStateThatCanNotBeReadIsNoReasonToLoseCommands() {
        bench.tell(start("r"));
        byte[] good = bench.store(Stores.AGGREGATES).get("run/r");
        String odd = new String(good, StandardCharsets.UTF_8).replace("\"phase\":\"STEP\"", "\"phase\":\"DREAMING\"");
        bench.store(Stores.AGGREGATES).put("run/r", odd.getBytes(StandardCharsets.UTF_8));
        bench.tell(report(bench.steps.getFirst(), "7", "pass"));
        assertThat(events("r")).hasSize(2);

        bench.store(Stores.AGGREGATES).put("run/r", good);
        bench.after(LOOK);

        assertThat(bench.run("r").phase()).isEqualTo(Phase.COMPLETED);
        assertThat(bench.deadLetters()).isEmpty();
    }

    @Test
    void aStepThatIsDoneWhileItsRunStandsStillIsNotAskedForAgain() {
        bench.tell(start("r")).tell(pause("r"));
        for (int second = 0; second < 10; second++) {
            bench.tell(new RunCommand.Heartbeat("r", 0, 1, "w", bench.now())).after(Duration.ofSeconds(1));
        }
        newer.clear();
        for (int second = 0; second < 60; second++) {
            bench.tell(new RunCommand.Heartbeat("r", 0, 1, "w", bench.now())).after(Duration.ofSeconds(1));
        }
        assertThat(bench.run("r").paused()).isTrue();
        assertThat(bench.run("r").current()).satisfies(step -> assertThat(step.attempt()).isEqualTo(1));
    }

    @Test
    void whatNobodyUnderstandsForADayIsHandedBackWhole() {
        bench.tell(start("r")).tell(pause("r")).tell(report(bench.steps.getFirst(), "7", "pass"));
        ProducerRecord<String, byte[]> pause = bench.codec.encode(pause("r"), null);
        bench.jump(AggregateProcessor.HELD_MAX).jump(LOOK);

        assertThat(bench.deadLetters()).hasSize(2).first().satisfies(letter -> {
            assertThat(letter.key()).isEqualTo("run/r");
            assertThat(letter.value()).asString().contains("\"id\":\"p\"");
            assertThat(letter.headers().lastHeader("ce_type").value()).asString().isEqualTo(RunCommand.Pause.TYPE);
            assertThat(letter.headers().toArray()).hasSizeGreaterThanOrEqualTo(pause.headers().toArray().length + 3);
            assertThat(letter.headers().lastHeader("sluice_reason").value()).asString().contains("held back for longer than");
        });
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.run("r").phase()).as("its wall time is over, and it is woken again").isEqualTo(Phase.COMPLETED);
    }

    @Test
    void whatIsHeldBackIsBounded() {
        bench.tell(start("r"));
        for (int i = 0; i <= HeldCommands.OF_ONE_MAX; i++) {
            bench.tell(pause("r"));
        }

        assertThat(bench.deadLetters()).hasSize(1).first().satisfies(letter ->
                assertThat(letter.headers().lastHeader("sluice_reason").value()).asString().contains("too much is held back"));
    }

    @Test
    void aRunsEventOfAnUnknownTypeIsReadAsFarAsItGoes() {
        NewerEvents events = new NewerEvents(StrictJson.mapper());
        String type = "io.sluice.workflow.run.annotated.v1";
        String json = "{\"run\":\"r\",\"seq\":7,\"note\":\"hm\",\"at\":\"2026-11-21T12:00:00Z\"}";

        assertThat(events.read(type, record("run/r", json))).contains(new RunEvent.Unknown(type, "r", 7, Samples.START));
        assertThat(events.read(type, record("run/elsewhere", json))).isEqualTo(Optional.empty());
        assertThat(events.read(type, record("team/red", "{\"team\":\"red\",\"seq\":7}"))).isEqualTo(Optional.empty());
        assertThat(events.read(type, record("run/r", "{"))).isEqualTo(Optional.empty());
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String json) {
        return new ConsumerRecord<>("t", 0, 0, key.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
    }
}
