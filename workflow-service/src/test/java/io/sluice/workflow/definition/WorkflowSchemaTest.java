package io.sluice.workflow.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WorkflowSchemaTest {

    private final JsonNode schema = WorkflowSchema.load().document();

    @Test
    void hasEveryFieldOfTheRecordsAndNoOther() {
        assertThat(fields("")).isEqualTo(fields(Workflow.class));
        Map.ofEntries(
                Map.entry("modelAgent", Agent.ModelAgent.class), Map.entry("toolAgent", Agent.ToolAgent.class),
                Map.entry("sampling", Agent.Sampling.class), Map.entry("output", Agent.Output.class),
                Map.entry("effort", Agent.Effort.class), Map.entry("strategy", Agent.StrategySpec.class),
                Map.entry("example", Agent.StrategySpec.Example.class), Map.entry("tool", ToolSpec.class),
                Map.entry("patternVerifier", VerifierSpec.Pattern.class), Map.entry("schemaVerifier", VerifierSpec.Schema.class),
                Map.entry("expressionVerifier", VerifierSpec.Expression.class),
                Map.entry("expectedVerifier", VerifierSpec.Expected.class), Map.entry("agentVerifier", VerifierSpec.ByAgent.class),
                Map.entry("limits", Workflow.Limits.class), Map.entry("prices", Workflow.Prices.class),
                Map.entry("scheduler", Workflow.SchedulerSpec.class), Map.entry("stopRule", Workflow.StopRule.class),
                Map.entry("approval", Workflow.ApprovalPoint.class), Map.entry("classes", Workflow.TaskClasses.class),
                Map.entry("classRule", Workflow.TaskClasses.Rule.class))
                .forEach((name, type) -> assertThat(fields("/$defs/" + name)).as(name).isEqualTo(fields(type)));
        assertThat(fields("/$defs/promotion")).isEqualTo(fields(Workflow.PromotionSpec.class));
        Set<String> shadow = fields(Workflow.SchedulerSpec.class);
        shadow.removeAll(Set.of("shadow", "promotion"));
        assertThat(fields("/$defs/shadow")).isEqualTo(shadow);
    }

    @Test
    void hasADefaultForEveryFieldThatIsNeitherAskedForNorMayBeAbsent() {
        List<String> absent = new ArrayList<>();
        schema.get("$defs").properties().forEach(entry -> absent.addAll(withoutDefault(entry.getKey(), entry.getValue())));
        absent.addAll(withoutDefault("workflow", schema));

        assertThat(absent).containsExactlyInAnyOrder("modelAgent.upstream", "modelAgent.system", "modelAgent.strategy",
                "modelAgent.compensated_by", "toolAgent.compensated_by", "output.pattern", "tool.description",
                "agentVerifier.fail", "scheduler.shadow", "scheduler.promotion", "workflow.description", "workflow.verifier");
    }

    @Test
    void refusesUnknownFieldsEverywhere() {
        schema.get("$defs").properties().stream().map(Map.Entry::getValue).filter(rule -> rule.has("properties"))
                .forEach(rule -> assertThat(rule.get("additionalProperties").booleanValue()).isFalse());
    }

    private static List<String> withoutDefault(String name, JsonNode rule) {
        Set<String> required = rule.path("required").valueStream().map(JsonNode::stringValue).collect(Collectors.toSet());
        return rule.path("properties").properties().stream()
                .filter(property -> !required.contains(property.getKey()) && !property.getValue().has("default"))
                .map(property -> name + "." + property.getKey()).toList();
    }

    private Set<String> fields(String pointer) {
        return new TreeSet<>(schema.at(pointer).get("properties").propertyNames());
    }

    private static Set<String> fields(Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
