package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.RunEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Replicas of this version and of those beside it read each other's runs: histories and states that were written once are kept here. */
class CompatibilityTest {

    private static final String STATE = "run-state.v1.json";
    /** Objects whose keys are data. */
    private static final Set<String> MAPS = Set.of("inputs", "probabilities", "outcomes");
    private static final Map<String, Class<?>> TYPES = Arrays.<Class<?>>stream(RunEvent.class.getPermittedSubclasses())
            .filter(each -> each != RunEvent.Unknown.class).collect(Collectors.toMap(CompatibilityTest::type, Function.identity()));

    private static String type(Class<?> event) {
        try {
            return (String) event.getField("TYPE").get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static String golden(String name) {
        try (InputStream in = Objects.requireNonNull(CompatibilityTest.class.getResourceAsStream("/golden/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As a newer version could write it. */
    private static String newer(String json) {
        JsonNode tree = Samples.MAPPER.readTree(json);
        addTo(tree);
        return tree.toString();
    }

    private static void addTo(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : Set.copyOf(node.properties())) {
            if (!MAPS.contains(field.getKey())) {
                addTo(field.getValue());
            }
        }
        if (node.isArray()) {
            node.forEach(CompatibilityTest::addTo);
        } else if (node instanceof ObjectNode object) {
            object.put("addedLater", "by a newer version");
        }
    }

    private static RunState replayed(Function<String, String> writer) {
        RunState state = null;
        for (String line : golden("run-history.v1.txt").lines().toList()) {
            String[] parts = line.split(" ", 2);
            state = RunState.after(state, (RunEvent) Samples.MAPPER.readValue(writer.apply(parts[1]), TYPES.get(parts[0])));
        }
        return Objects.requireNonNull(state);
    }

    /** Whatever was said then is said now; what came later may be said beside it. */
    private static void saysWhat(JsonNode then, JsonNode now, String where) {
        if (then.isObject()) {
            then.properties().forEach(field -> saysWhat(field.getValue(), now.path(field.getKey()), where + "/" + field.getKey()));
        } else if (then.isArray()) {
            assertThat(now.size()).as(where).isEqualTo(then.size());
            for (int i = 0; i < then.size(); i++) {
                saysWhat(then.get(i), now.get(i), where + "/" + i);
            }
        } else {
            assertThat(now).as(where).isEqualTo(then);
        }
    }

    private static JsonNode tree(RunState state) {
        return Samples.MAPPER.readTree(Samples.MAPPER.writeValueAsString(state));
    }

    private static JsonNode then() {
        return Samples.MAPPER.readTree(Samples.MAPPER.writeValueAsString(Samples.MAPPER.readTree(golden(STATE))));
    }

    @Test
    void anOldHistoryIsFoldedIntoTheStateItWasThen() {
        saysWhat(then(), tree(replayed(Function.identity())), "");
    }

    @Test
    void anOldStateIsReadAndWrittenAgainAsItWas() {
        saysWhat(then(), tree(Samples.MAPPER.readValue(golden(STATE), RunState.class)), "");
    }

    @Test
    void whatANewerVersionAddsIsPassedOver() {
        assertThat(replayed(CompatibilityTest::newer)).isEqualTo(replayed(Function.identity()));
        assertThat(Samples.MAPPER.readValue(newer(golden(STATE)), RunState.class))
                .isEqualTo(Samples.MAPPER.readValue(golden(STATE), RunState.class));
    }
}
