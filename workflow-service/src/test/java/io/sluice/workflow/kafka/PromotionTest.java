package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.contracts.workflow.PolicyEvaluation;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.Samples;
import io.sluice.workflow.execution.WorkflowDecision;
import io.sluice.workflow.execution.WorkflowState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which version is in force: what the aggregate says, and what a replica reads from the compacted topic, in whatever order. */
class PromotionTest {

    private static final String GATED = Samples.TRIES.replace("{\"kind\": \"fixed\"", "{\"promotion\": {\"tolerance\": 0.5}, \"kind\": \"fixed\"");
    private static final String OTHER_FLOW = GATED.replace("[\"solve\", \"check\", \"solve\", \"check\", \"solve\", \"check\"]", "[\"solve\"]");
    private static final String THIRD_FLOW = GATED.replace("[\"solve\", \"check\", \"solve\", \"check\", \"solve\", \"check\"]", "[\"solve\", \"solve\"]");

    private final List<WorkflowMessage> events = new ArrayList<>();
    private final Map<Integer, Workflow> documents = new LinkedHashMap<>();
    private @Nullable WorkflowState state;

    static PolicyEvaluation judged(String verdict) {
        PolicyEvaluation.Range range = new PolicyEvaluation.Range(0.5, 0.25, 0.75);
        return new PolicyEvaluation(500, 0, "none", 0.95, range, range, range, range, null, 400, 0.01, 0, List.of(), 0.5, verdict, "so it is");
    }

    private List<WorkflowMessage> tell(DefinitionCommand command) {
        WorkflowDecision.Known known = new WorkflowDecision.Known(Samples.POLICIES, version -> Optional.ofNullable(documents.get(version)), version -> null);
        List<WorkflowMessage> told = WorkflowDecision.of(state, command, known, Samples.START);
        for (WorkflowMessage event : told) {
            state = WorkflowState.after(state, "tries", event);
            events.add(event);
            if (event instanceof WorkflowDefined defined) {
                documents.put(defined.version(), WorkflowFormat.read(defined.document()));
            }
        }
        return told;
    }

    private PromotionTest define(String document) {
        Workflow workflow = Samples.workflow(document);
        tell(new DefinitionCommand.Define("d", "tries", WorkflowFormat.write(workflow), WorkflowFormat.digest(workflow), "ops", Samples.START));
        return this;
    }

    private static DefinitionCommand.Promote promote(String id, int version, int over, String verdict, @Nullable String forced) {
        return new DefinitionCommand.Promote(id, "tries", version, over, judged(verdict), forced, "ops", Samples.START);
    }

    private int inForce() {
        return state == null ? 0 : state.inForce();
    }

    private static WorkflowTable table(List<? extends SluiceEvent> events) {
        WorkflowTable table = new WorkflowTable();
        events.forEach(table::apply);
        return table;
    }

    @Test
    void withoutAGateTheNewestVersionIsInForce() {
        define(Samples.TRIES).define(GATED);

        assertThat(inForce()).isEqualTo(2);
        assertThat(events).extracting(event -> ((WorkflowDefined) event).candidate()).containsOnlyNulls();
    }

    @Test
    void withOneAnotherPolicyWaitsAndWhatIsOnlyMadeOtherwiseDoesNot() {
        define(GATED).define(OTHER_FLOW);
        assertThat(inForce()).isEqualTo(1);
        define(GATED.replace("{{input}}", "Solve {{input}}"));
        assertThat(inForce()).isEqualTo(3);
        define(GATED.replace("\"tolerance\": 0.5", "\"tolerance\": 5")).define(Samples.TRIES).define(GATED.replace("\"steps\": 6", "\"steps\": 7"))
                .define(GATED.replace("\"stop\": [{\"kind\": \"verified\"}]", "\"stop\": [{\"kind\": \"loop\"}]"))
                .define(GATED.replace("\"prices\": {\"prompt_token\": 0.001", "\"value\": 3, \"prices\": {\"prompt_token\": 0.002"));
        assertThat(inForce()).isEqualTo(3);
        assertThat(events).filteredOn(event -> ((WorkflowDefined) event).waits()).hasSize(6);
    }

    @Test
    void aGrantedCandidateGoesInForceOnceAndARefusedOneDoesNot() {
        define(GATED).define(OTHER_FLOW);

        assertThat(tell(promote("p1", 2, 1, "refused", null))).singleElement().isInstanceOfSatisfying(PromotionEvent.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("promotion_refused"));
        assertThat(inForce()).isEqualTo(1);
        assertThat(tell(promote("p2", 2, 1, "granted", null))).singleElement().isInstanceOf(PromotionEvent.Promoted.class);
        assertThat(tell(promote("p3", 2, 1, "granted", null))).as("it is in force already").isEmpty();
        assertThat(inForce()).isEqualTo(2);
    }

    @Test
    void ofTwoAtOnceTheFirstHoldsAndTheOtherWasJudgedAgainstWhatIsGone() {
        define(GATED).define(OTHER_FLOW).define(THIRD_FLOW);
        tell(promote("p1", 3, 1, "granted", null));

        assertThat(tell(promote("p2", 2, 1, "granted", null))).singleElement().isInstanceOfSatisfying(PromotionEvent.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("promotion_outdated"));
        assertThat(inForce()).isEqualTo(3);
    }

    @Test
    void byForceARefusedOneGoesInForceWithItsReasonAndAnEarlierOneAgain() {
        define(GATED).define(OTHER_FLOW);

        tell(promote("p1", 2, 1, "refused", "the log is too short"));
        assertThat(events.getLast()).isInstanceOfSatisfying(PromotionEvent.Promoted.class,
                promoted -> assertThat(promoted.forced()).isEqualTo("the log is too short"));
        tell(promote("p2", 1, 2, "granted", null));
        assertThat(inForce()).isEqualTo(1);
        assertThat(tell(promote("p3", 9, 1, "granted", null))).singleElement().isInstanceOfSatisfying(PromotionEvent.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("unknown_version"));
    }

    @Test
    void aStateOfTheVersionBeforeHasItsNewestVersionInForce() {
        WorkflowState old = new StateFormat(Samples.MAPPER).workflow("""
                {"workflow": "tries", "version": 4, "digest": "a", "valuesVersion": 0, "kept": [], "learned": []}""".getBytes(StandardCharsets.UTF_8));
        assertThat(old.inForce()).isEqualTo(4);
        assertThat(WorkflowState.after(old, "tries", new WorkflowDefined("tries", 5, "{}", "b", "ops", Samples.START, true)).inForce()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverComesInWhateverOrderReplicasAgreeWithTheAggregate(long seed) {
        Random random = new Random(seed);
        List<String> texts = List.of(GATED, OTHER_FLOW, THIRD_FLOW, GATED.replace("{{input}}", "Solve {{input}}"), Samples.TRIES);
        for (int i = 0; i < 60; i++) {
            if (random.nextInt(3) == 0) {
                define(texts.get(random.nextInt(texts.size())));
            } else {
                tell(promote("p" + i, random.nextInt(8), random.nextBoolean() ? inForce() : random.nextInt(5), random.nextBoolean() ? "granted" : "refused",
                        random.nextInt(4) == 0 ? "because" : null));
            }
            Map<String, WorkflowMessage> compacted = new LinkedHashMap<>();
            events.forEach(event -> compacted.put(event.aggregateId(), event));
            List<WorkflowMessage> shuffled = new ArrayList<>(compacted.values());
            Collections.shuffle(shuffled, random);
            shuffled.addAll(shuffled.subList(0, random.nextInt(shuffled.size() + 1)));
            assertThat(table(shuffled).inForce("tries").map(WorkflowDefined::version).orElse(0)).as("seed %d, step %d", seed, i).isEqualTo(inForce());
        }
    }
}
