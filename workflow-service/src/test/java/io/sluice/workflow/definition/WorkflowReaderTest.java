package io.sluice.workflow.definition;

import static io.sluice.workflow.definition.Documents.PAIR;
import static io.sluice.workflow.definition.Documents.pair;
import static io.sluice.workflow.definition.Documents.refused;
import static io.sluice.workflow.definition.Documents.taken;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"solve.yaml", "draft-and-approve.yaml"})
    void takesTheExamples(String name) {
        assertThat(taken(Documents.example(name)).name() + ".yaml").isEqualTo(name);
    }

    @Test
    void fillsInWhatIsLeftOut() {
        Workflow workflow = taken(PAIR);

        assertThat(workflow.limits()).isEqualTo(new Workflow.Limits(12, 20000, 10, 600));
        assertThat(workflow.prices()).isEqualTo(new Workflow.Prices(0.0001, 0.0005, 0, 0));
        assertThat(workflow.value()).isEqualTo(1);
        assertThat(workflow.scheduler().kind()).isEqualTo("all");
        assertThat(workflow.stop()).extracting(Workflow.StopRule::kind).containsExactly("verified", "loop");
        assertThat(workflow.verifier()).isNull();
        assertThat(workflow.agents().get("solver")).isEqualTo(new Agent.ModelAgent(null, "m", null, "{{input}}",
                List.of("sum"), 4, new Agent.Sampling(0, 512), null, List.of("checker"),
                new Agent.Output(Agent.Output.Role.ANSWER, null), new Agent.Effort(60, 3), null));
    }

    @Test
    void readsTheSameOfYamlAndJson() {
        String yaml = """
                name: pair
                start: solver
                agents:
                  solver: {model: m, prompt: "{{input}}", tools: [sum], next: [checker]}
                  checker:
                    tool: sum
                    arguments:
                      expression: >-
                        {{output.solver}}
                    next: [solver]
                tools:
                  sum: {kind: calculator}
                """;
        assertThat(taken(yaml)).isEqualTo(taken(PAIR));
    }

    @Test
    void keepsTheOrderOfAgents() {
        assertThat(taken(PAIR).agents().keySet()).containsExactly("solver", "checker");
        assertThat(taken(pair("/agents", "another", "{\"model\":\"m\",\"prompt\":\"p\"}")
                .replace("\"next\":[\"solver\"]", "\"next\":[]")).agents().keySet())
                .containsExactly("solver", "checker", "another");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ''                 | colour      | 1                           | /colour                           | there is no such field
            /agents/solver     | temperature | 1                           | /agents/solver/temperature        | there is no such field
            /agents/solver     | model       | 7                           | /agents/solver/model              | string
            ''                 | name        | "A b"                       | /name                             | pattern
            ''                 | limits      | {"steps":0}                 | /limits/steps                     | minimum
            ''                 | limits      | {"steps":1.5}               | /limits/steps                     | integer
            ''                 | value       | 0                           | /value                            | exclusive
            ''                 | value       | "NaN"                       | /value                            | number
            ''                 | stop        | [{"kind":"never"}]          | /stop/0/kind                      | does not have a value in the enumeration
            ''                 | scheduler   | {"kind":"fixed"}            | /scheduler                        | 'flow' is missing
            ''                 | verifier    | {}                          | /verifier                         | 'agent' is missing
            ''                 | start       | "nobody"                    | /start                            | there is no agent 'nobody'
            /agents/solver     | next        | ["checker","ghost"]         | /agents/solver/next/1             | there is no agent 'ghost'
            /agents/solver     | next        | ["solver"]                  | /agents/solver/next               | nothing but a limit would end that
            /agents            | island      | {"model":"m","prompt":"p"}  | /agents/island                    | no way leads here from 'solver'
            /agents/solver     | compensated_by | "ghost"                  | /agents/solver/compensated_by     | there is no agent 'ghost'
            /agents/solver     | compensated_by | "solver"                 | /agents/solver/compensated_by     | undoing goes in a circle: solver → solver
            /agents/solver     | tools       | ["hammer"]                  | /agents/solver/tools/0            | there is no tool 'hammer'
            /agents/checker    | tool        | "hammer"                    | /agents/checker/tool              | there is no tool 'hammer'
            /agents/solver     | prompt      | "{{#a}}"                    | /agents/solver/prompt             | close tag
            /agents/solver     | prompt      | "{{output.ghost}}"          | /agents/solver/prompt             | 'output.ghost' is the output of no agent
            /agents/solver     | system      | "{{>secrets}}"              | /agents/solver/system             | partials are not taken
            /agents/checker    | arguments   | {"a/b":"{{''.class}}"}      | /agents/checker/arguments/a~1b    | is no name of a variable
            /agents/solver     | output      | {"pattern":"(?=x)"}         | /agents/solver/output/pattern     | no pattern of RE2
            /agents/solver     | effort      | {"seconds":700}             | /agents/solver/effort/seconds     | longer than the whole run
            ''                 | verifier    | {"agent":"ghost","pass":"y"} | /verifier/agent                  | there is no agent 'ghost'
            ''                 | verifier    | {"agent":"checker","pass":"y"} | /verifier/agent                | output role 'verdict'
            ''                 | verifier    | {"schema":{"$ref":"#"}}     | /verifier/schema                  | leads back to itself
            ''                 | verifier    | {"pattern":"(a{1000}){1000}"} | /verifier/pattern               | too large together
            ''                 | scheduler   | {"kind":"fixed","flow":["checker"]} | /scheduler/flow/0         | a flow begins with the start
            ''                 | scheduler   | {"kind":"fixed","flow":["solver","ghost"]} | /scheduler/flow/1  | there is no agent 'ghost'
            ''                 | scheduler   | {"kind":"fixed","flow":["solver","solver"]} | /scheduler/flow/1 | 'solver' may not follow 'solver'
            ''                 | scheduler   | {"kind":"bandit","flows":[["solver"],["checker"]]} | /scheduler/flows/1/0 | a flow begins with the start
            ''                 | scheduler   | {"kind":"all","shadow":{"kind":"fixed"}} | /scheduler/shadow    | 'flow' is missing
            ''                 | scheduler   | {"kind":"all","shadow":{"kind":"magic"}} | /scheduler/shadow/kind | does not have a value in the enumeration
            ''                 | scheduler   | {"kind":"all","shadow":{"kind":"fixed","flow":["solver","ghost"]}} | /scheduler/shadow/flow/1 | there is no agent 'ghost'
            ''                 | scheduler   | {"kind":"all","shadow":{"kind":"bandit","flows":[["checker"]]}} | /scheduler/shadow/flows/0/0 | a flow begins with the start
            ''                 | scheduler   | {"kind":"all","shadow":{"kind":"all","shadow":{"kind":"all"}}} | /scheduler/shadow/shadow | there is no such field
            ''                 | approvals   | [{"before":"ghost"}]        | /approvals/0/before               | there is no agent 'ghost'
            ''                 | approvals   | [{"before":"solver"},{"before":"solver"}] | /approvals/1/before | has an approval already
            ''                 | classes     | {"rules":[{"name":"a","pattern":"x"},{"name":"a","pattern":"y"}]} | /classes/rules/1/name | two classes
            /agents            | stop        | {"model":"m","prompt":"p"}  | /agents                           | name
            """)
    void refusesWithThePlaceAndASentence(String parent, String field, String json, String pointer, String sentence) {
        assertThat(refused(pair(parent.equals("''") ? "" : parent, field, json))).anySatisfy(problem -> {
            assertThat(problem.pointer()).isEqualTo(pointer);
            assertThat(problem.message()).contains(sentence);
        });
    }

    @Test
    void refusesARandomScheduleThatNothingStops() {
        assertThat(refused(pair(tree -> {
            tree.putArray("stop");
            tree.putObject("scheduler").put("kind", "random");
        }))).extracting(Problem::pointer).containsExactly("/stop");
    }

    @Test
    void refusesAFlowThatTheLimitsCutOff() {
        assertThat(refused(pair(tree -> {
            tree.putObject("limits").put("steps", 1);
            tree.putObject("scheduler").put("kind", "fixed").putArray("flow").add("solver").add("checker");
        }))).extracting(Problem::pointer).containsExactly("/scheduler/flow");
    }

    @Test
    void refusesAgentsOfWhomNoneAnswers() {
        assertThat(refused(PAIR.replace("\"next\":", "\"output\": {\"role\": \"note\"}, \"next\":")))
                .extracting(Problem::pointer).containsExactly("/agents");
    }

    @Test
    void saysOnWhichLineOfYaml() {
        String yaml = """
                name: pair
                start: solver
                agents:
                  solver:
                    model: m
                    prompt: "{{input}}"
                    next: [ghost]
                """;
        assertThat(refused(yaml)).containsExactly(new Problem("/agents/solver/next/0", "there is no agent 'ghost'", 7));
    }

    @Test
    void saysOnWhichLineOfJson() {
        assertThat(refused("{\"name\": \"pair\",\n \"start\": \"a\",\n \"agents\": {\n  \"a\": {\"model\": 1, \"prompt\": \"p\"}}}"))
                .singleElement().satisfies(problem -> {
                    assertThat(problem.pointer()).isEqualTo("/agents/a/model");
                    assertThat(problem.line()).isEqualTo(4);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name: a\\nname: b                       | a key appears twice                   | 2
            {"name": "a",\\n "name": "b"}           | a key appears twice                   | 2
            {"name": "a"}\\n{}                      | something follows the end             | 2
            a: &x [1]\\nb: *x                       | anchors and aliases are not taken     | 1
            a: 1\\n<<: {b: 2}                       | merge keys are not taken              | 2
            a: !!python/object b                    | tags are not taken                    | 1
            a: !!str b                              | tags are not taken                    | 1
            a: 1\\n---\\nb: 2                       | more than one document                | 2
            a: 1e999                                | a number is too large                 | 1
            a: .nan                                 | a number is too large                 | 1
            {"a": 1e999}                            | a number is too large                 | 1
            {"a": NaN}                              | not valid JSON                        | 1
            [a, b                                   | not valid YAML                        | 1
            ? [a]\\n: b                             | a key is not a plain string           | 1
            # nothing                               | there is nothing in it                | 1
            """)
    void refusesWhatIsNoDocument(String text, String sentence, int line) {
        assertThat(refused(text.replace("\\n", "\n"))).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains(sentence);
            assertThat(problem.line()).isEqualTo(line);
        });
    }

    @Test
    void refusesDepthAndSizeWithoutReadingOn() {
        assertThat(refused("{\"a\":".repeat(60) + "1" + "}".repeat(60))).singleElement()
                .extracting(Problem::message).asString().contains("nested more than 48 deep");
        assertThat(refused("[".repeat(60) + "]".repeat(60))).singleElement()
                .extracting(Problem::message).asString().contains("nested more than 48 deep");
        assertThat(refused("a: " + "x".repeat(300_000))).singleElement()
                .extracting(Problem::message).asString().contains("more than 262144 characters");
        assertThat(refused("\"just a text\"")).singleElement().extracting(Problem::message).asString().contains("object");
    }

    @Test
    void reportsAtMostFiftyProblems() {
        assertThat(refused(pair(tree -> {
            for (int i = 0; i < 80; i++) {
                tree.put("field" + i, i);
            }
        }))).hasSize(50);
    }

    @Property(tries = 300)
    void hasAnAnswerForEveryText(@ForAll @StringLength(max = 200) String text) {
        assertThat(refused(text)).isNotEmpty();
    }

    @Property(tries = 300)
    void hasAnAnswerForEveryCut(@ForAll @IntRange(min = 0, max = 1200) int at) {
        String text = Documents.example("solve.yaml");
        assertThat(Documents.READER.read(text.substring(0, Math.min(at, text.length())))).isNotNull();
    }
}
