package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.platform.error.SluiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ChunkWriterTest {

    @Test
    void theLastChunkSaysWhatWasDone() {
        List<ObjectNode> chunks = write(ask(1, false, null), delta(0, "a", null), finished(0), completed());
        assertThat(chunks).hasSize(3);
        assertThat(chunks.get(0).at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(chunks.get(1).at("/choices/0/delta/content").asString()).isEqualTo("a");
        assertThat(chunks.get(2).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(chunks.get(2).at("/sluice/tokens_by_model/small").asInt()).isEqualTo(1);
        assertThat(chunks).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void draftsAreToldWhereThereWereAny() {
        ObjectNode plain = write(ask(1, false, null), delta(0, "a", null), finished(0), completed()).getLast();
        assertThat(plain.get("sluice").has("drafted")).isFalse();
        RoutingReport report = new RoutingReport(Policy.SPECULATIVE, new Dials(null, 1, 1, 1, 0, 0, 0), null, Map.of("large", 1), 1, 0, 3,
                null, null, null, 8, 6, 10, 20, 0.001);
        Totals totals = new Totals(false);
        totals.add(new GenerateEvent.Completed(new Usage(3, 1), report));
        totals.add(new GenerateEvent.Completed(new Usage(3, 1), report));
        ObjectNode sluice = totals.sluice("why");
        assertThat(sluice.get("drafted").asInt()).isEqualTo(16);
        assertThat(sluice.get("accepted").asInt()).isEqualTo(12);
        assertThat(sluice.get("acceptance").asDouble()).isEqualTo(0.75);
        assertThat(sluice.get("policy").asString()).isEqualTo("speculative");
    }

    @Test
    void usageComesLastWithoutChoicesAndTheOthersHaveNull() {
        List<ObjectNode> chunks = write(ask(1, true, null), delta(0, "a", null), finished(0), completed());
        assertThat(chunks.getLast().get("choices")).isEmpty();
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(4);
        assertThat(chunks.getLast().has("sluice")).isTrue();
        assertThat(chunks.subList(0, chunks.size() - 1)).allMatch(chunk -> chunk.get("usage").isNull() && !chunk.has("sluice"));
    }

    @Test
    void everyChoiceOpensOnceAndKeepsItsIndex() {
        List<ObjectNode> chunks = write(ask(2, false, null), delta(1, "b", null), delta(0, "a", null), delta(1, "c", null),
                finished(0), finished(1), completed());
        assertThat(chunks.stream().filter(chunk -> chunk.at("/choices/0/delta").has("role"))).hasSize(2);
        assertThat(chunks.stream().filter(chunk -> chunk.at("/choices/0/index").asInt() == 1)
                .map(chunk -> chunk.at("/choices/0/delta/content").asString("")).reduce("", String::concat)).isEqualTo("bc");
    }

    @Test
    void offsetsOfCompletionsGoOnFromChunkToChunk() {
        List<ObjectNode> chunks = new ArrayList<>();
        ChunkWriter writer = new ChunkWriter(ask(1, false, 1), new CompletionShape(), new Envelope("r", 1, "m", "why", null), new Totals(false));
        for (GenerateEvent event : List.of(delta(0, "ab", "ab"), delta(0, "cd", "cd"))) {
            chunks.addAll(writer.write(0, event));
        }
        assertThat(chunks.get(0).at("/choices/0/logprobs/text_offset/0").asInt()).isZero();
        assertThat(chunks.get(1).at("/choices/0/logprobs/text_offset/0").asInt()).isEqualTo(2);
        assertThat(chunks.get(1).at("/choices/0/logprobs/token_logprobs/0").asDouble()).isEqualTo(-0.5);
    }

    @Test
    void aFailureKeepsItsKindAndNamesThePublicField() {
        assertThatExceptionOfType(SluiceException.class)
                .isThrownBy(() -> write(ask(1, false, null), new GenerateEvent.Failed("user", "invalid_value", "no", "sampling.logitBias")))
                .satisfies(failure -> {
                    assertThat(failure.status()).isEqualTo(400);
                    assertThat(failure.param()).isEqualTo("logit_bias");
                });
        assertThatExceptionOfType(SluiceException.class)
                .isThrownBy(() -> write(ask(1, false, null), new GenerateEvent.Failed("capacity", "overloaded", "no", null)))
                .satisfies(failure -> assertThat(failure.status()).isEqualTo(503));
    }

    private static List<ObjectNode> write(Ask ask, GenerateEvent... events) {
        ChunkWriter writer = new ChunkWriter(ask, new ChatShape(), new Envelope("r", 1, "m", "why", null), new Totals(false));
        List<ObjectNode> chunks = new ArrayList<>();
        for (GenerateEvent event : events) {
            chunks.addAll(writer.write(0, event));
        }
        return chunks;
    }

    @Test
    void aCallComesInPiecesAndItsIdWithTheName() {
        List<ObjectNode> chunks = write(ask(1, false, null), new GenerateEvent.Call(0, 0, "rain", "", List.of()),
                new GenerateEvent.Call(0, 0, null, "{\"a\":1}", List.of()), new GenerateEvent.Finished(0, FinishReason.TOOL_CALLS, null), completed());

        assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        assertThat(chunks.get(1).at("/choices/0/delta/tool_calls/0").toString())
                .isEqualTo("{\"index\":0,\"id\":\"call_r_0_0\",\"type\":\"function\",\"function\":{\"name\":\"rain\",\"arguments\":\"\"}}");
        assertThat(chunks.get(2).at("/choices/0/delta/tool_calls/0").toString())
                .isEqualTo("{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":1}\"}}");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
    }

    private static Ask ask(int n, boolean usage, @Nullable Integer logprobs) {
        return new Ask("m", DialOverrides.NONE, List.of(new Ask.Prompt(null, "p", null)), Sampling.GREEDY, n, 5, List.of(),
                logprobs, null, null, false, true, usage);
    }

    private static GenerateEvent delta(int choice, String text, @Nullable String token) {
        TokenTrace trace = new TokenTrace(7, "small", token == null ? null : new TokenLogprob(7, token, List.of(), -0.5), List.of(), null);
        return new GenerateEvent.Delta(choice, text, List.of(trace));
    }

    private static GenerateEvent finished(int choice) {
        return new GenerateEvent.Finished(choice, FinishReason.STOP, null);
    }

    private static GenerateEvent completed() {
        return new GenerateEvent.Completed(new Usage(3, 1), new RoutingReport(Policy.SMALL, new Dials(null, 1, 1, 1, 0, 0, 0), null,
                Map.of("small", 1), 0, 0, 0, null, null, 10, 20, 0.001));
    }
}
