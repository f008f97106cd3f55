package io.sluice.workflow.definition;

import static io.sluice.workflow.definition.Documents.PAIR;
import static io.sluice.workflow.definition.Documents.taken;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class WorkflowFormatTest {

    @ParameterizedTest
    @ValueSource(strings = {"solve.yaml", "draft-and-approve.yaml"})
    void readsWhatItWrote(String example) {
        Workflow workflow = taken(Documents.example(example));

        assertThat(WorkflowFormat.read(WorkflowFormat.write(workflow))).isEqualTo(workflow);
        assertThat(taken(WorkflowFormat.write(workflow))).isEqualTo(workflow);
    }

    @Test
    void writesEqualWorkflowsEqually() {
        String shuffled = """
                {"tools": {"sum": {"settings": {}, "kind": "calculator"}}, "value": 1, "start": "solver",
                 "agents": {
                   "solver": {"next": ["checker"], "tools": ["sum"], "prompt": "{{input}}", "model": "m"},
                   "checker": {"next": ["solver"], "arguments": {"expression": "{{output.solver}}"}, "tool": "sum"}},
                 "name": "pair"}""";
        assertThat(WorkflowFormat.digest(taken(shuffled))).isEqualTo(WorkflowFormat.digest(taken(PAIR))).hasSize(64);
        assertThat(WorkflowFormat.digest(taken(PAIR.replace("{{input}}", "{{input}} "))))
                .isNotEqualTo(WorkflowFormat.digest(taken(PAIR)));
    }

    @Test
    void aShadowIsReadWithItsDefaultsAndItsAbsenceIsNotWritten() {
        Workflow workflow = taken(Documents.pair("", "scheduler", "{\"kind\": \"all\", \"shadow\": {\"kind\": \"q-learning\"}}"));

        assertThat(workflow.scheduler().shadow()).isEqualTo(new Workflow.SchedulerSpec("q-learning", List.of(), List.of(), Map.of()));
        assertThat(taken(WorkflowFormat.write(workflow))).isEqualTo(workflow);
        assertThat(WorkflowFormat.read(WorkflowFormat.write(workflow))).isEqualTo(workflow);
        assertThat(WorkflowFormat.write(taken(PAIR))).doesNotContain("shadow");
    }

    @Test
    void tellsTheOrderOfAgentsApart() {
        Workflow workflow = taken(PAIR);
        ObjectNode turned = (ObjectNode) WorkflowFormat.tree(workflow);
        ObjectNode agents = (ObjectNode) turned.get("agents");
        agents.set("solver", agents.remove("solver"));

        assertThat(WorkflowFormat.digest(taken(turned.toString()))).isNotEqualTo(WorkflowFormat.digest(workflow));
    }

    @Test
    void passesOverFieldsOfALaterVersion() {
        ObjectNode later = (ObjectNode) WorkflowFormat.tree(taken(PAIR));
        later.put("mood", "good");
        ((ObjectNode) later.at("/agents/solver")).put("haste", 3);
        ((ObjectNode) later.at("/limits")).put("water", 3);

        assertThat(WorkflowFormat.read(later.toString())).isEqualTo(taken(PAIR));
    }

    @Property(tries = 200)
    void takesEveryWorkflowThatIsMadeByTheRulesAndReadsItBackEqual(@ForAll("documents") String document) {
        Workflow workflow = taken(document);

        assertThat(taken(WorkflowFormat.write(workflow))).isEqualTo(workflow);
        assertThat(WorkflowFormat.write(WorkflowFormat.read(WorkflowFormat.write(workflow)))).isEqualTo(WorkflowFormat.write(workflow));
        assertThat(taken(yaml(document))).isEqualTo(workflow);
    }

    @Provide
    Arbitrary<String> documents() {
        Arbitrary<List<String>> names = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8)
                .filter(name -> !name.equals("stop")).list().uniqueElements().ofMinSize(1).ofMaxSize(9);
        return Combinators.combine(names, Arbitraries.integers().between(0, 1 << 20), Arbitraries.doubles().between(0, 2),
                Arbitraries.of("fixed", "all", "q-learning", "bandit")).as(WorkflowFormatTest::document);
    }

    private static String document(List<String> names, int bits, double temperature, String scheduler) {
        Map<String, Object> agents = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            Map<String, Object> agent = new LinkedHashMap<>();
            if ((bits >> i & 1) == 0 || i == 0) {
                agent.put("model", "m" + i);
                agent.put("prompt", "«{{input}}»\n{{output." + names.get(0) + "}}: \"" + i);
                agent.put("sampling", Map.of("temperature", temperature));
            } else {
                agent.put("tool", "t");
                agent.put("arguments", Map.of("z", "{{input}}", "a", "1"));
            }
            agent.put("output", Map.of("role", i == 0 ? "answer" : "note"));
            agent.put("next", names.size() == 1 || (bits >> 9 + i & 1) == 0 ? List.of() : new ArrayList<>(names));
            agents.put(names.get(i), agent);
        }
        return JsonMapper.shared().writeValueAsString(new LinkedHashMap<>(Map.of("name", "w" + bits, "start", names.getFirst(),
                "agents", agents, "tools", Map.of("t", Map.of("kind", "calculator")),
                "scheduler", scheduler.equals("fixed")
                        ? Map.of("kind", "fixed", "flow", List.of(names.getFirst())) : Map.of("kind", scheduler))));
    }

    /** Block style, one field a line: what JSON's flow style does not try. */
    private static String yaml(String document) {
        return JsonMapper.shared().readTree(document).properties().stream()
                .map(field -> field.getKey() + ":\n  " + field.getValue()).collect(Collectors.joining("\n"));
    }
}
