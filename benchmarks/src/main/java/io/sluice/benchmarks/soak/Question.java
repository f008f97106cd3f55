package io.sluice.benchmarks.soak;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that has one right answer, whoever asks it and whatever runs beside it: greedy, or with a seed.
 *
 * @param kind what it is about, for the count
 */
record Question(String kind, Policy policy, String prompt, Sampling sampling, int choices, int maxTokens, @Nullable OutputFormat format,
        @Nullable ToolUse tools) {

    static final String SMALL = "small";
    static final String LARGE = "large";
    private static final long TIMEOUT_MILLIS = 120_000;
    private static final int ANSWER = 60;
    private static final int LONG_ANSWER = 300;
    private static final Policy[] POLICIES = {Policy.SMALL, Policy.LARGE, Policy.CASCADE, Policy.ENTROPY, Policy.RANDOM, Policy.SPECULATIVE};
    private static final String SCHEMA = """
            {"type":"object","additionalProperties":false,"required":["sum","odd"],"properties":{"sum":{"type":"integer","minimum":0,"maximum":999},
            "odd":{"type":"boolean"},"words":{"type":"array","maxItems":3,"items":{"type":"string","maxLength":12}}}}""";
    private static final String CALL = "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"days\"],"
            + "\"properties\":{\"days\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}}}";

    /** Of every kind that the service knows, under every policy. */
    static List<Question> all() {
        String common = "Max: 12, 87, 33 ".repeat(12);
        List<Question> all = new ArrayList<>();
        for (int i = 0; i < 4 * POLICIES.length; i++) {
            Policy policy = POLICIES[i % POLICIES.length];
            String sum = "Add: " + (31 + 7 * i) + "+" + (4 + 3 * i);
            all.add(plain("greedy", policy, sum, Sampling.GREEDY, 1));
            all.add(plain("shared prefix", policy, common + sum, Sampling.GREEDY, 1));
            all.add(plain("samples", policy, sum, new Sampling(0.8, 0.95, 0, 0, 0, 0, 1, Map.of(), 17L + i), 3));
        }
        for (Policy policy : POLICIES) {
            all.add(formed("schema", policy, new OutputFormat(OutputFormat.Kind.JSON_SCHEMA, SCHEMA)));
            all.add(formed("expression", policy, new OutputFormat(OutputFormat.Kind.REGEX, "(19|20)[0-9]{2}(, (19|20)[0-9]{2}){0,3}")));
            all.add(formed("grammar", policy, new OutputFormat(OutputFormat.Kind.GRAMMAR, "root ::= [0-9]+ (\"+\" root)? | \"(\" root \")\"")));
            all.add(new Question("functions", policy, "Will it rain?", Sampling.GREEDY, 1, ANSWER, null,
                    new ToolUse(List.of(new ToolUse.Tool("rain", null, CALL, true)), ToolUse.Choice.REQUIRED, null, false)));
        }
        return all;
    }

    private static Question plain(String kind, Policy policy, String prompt, Sampling sampling, int choices) {
        return new Question(kind, policy, prompt, sampling, choices, ANSWER, null, null);
    }

    private static Question formed(String kind, Policy policy, OutputFormat format) {
        return new Question(kind, policy, "Add: 31+4", Sampling.GREEDY, 1, ANSWER, format, null);
    }

    /** Takes longer than anybody waits. */
    Question endless() {
        return new Question(kind, policy, prompt, Sampling.GREEDY, choices, LONG_ANSWER, null, null);
    }

    GenerateRequest request(String tenant) {
        return request(tenant, TIMEOUT_MILLIS);
    }

    GenerateRequest request(String tenant, long timeoutMillis) {
        RoutePlan plan = new RoutePlan(policy, SMALL, LARGE, new Dials(EntropyRule.CURRENT, 0.3, 1, 1, 0, 0.4, 3), null, null);
        return new GenerateRequest("soak-request", tenant, plan, null, prompt, null, sampling, choices, maxTokens, List.of(), null, false,
                false, format, tools, timeoutMillis);
    }
}
