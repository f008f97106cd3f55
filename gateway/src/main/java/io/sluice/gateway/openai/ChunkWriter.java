package io.sluice.gateway.openai;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.TokenTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * From events to chunks. The chunks that end choices wait for the end of the whole answer, so that the last one can say
 * what was done; with usage asked for, that is the usage chunk. Not thread-safe.
 */
final class ChunkWriter {

    private final Ask ask;
    private final AnswerShape shape;
    private final Envelope envelope;
    private final Totals totals;
    private final Map<Integer, Integer> offsets = new HashMap<>();
    private final Map<Integer, FinishReason> finished = new LinkedHashMap<>();
    private int completedPrompts;

    ChunkWriter(Ask ask, AnswerShape shape, Envelope envelope, Totals totals) {
        this.ask = ask;
        this.shape = shape;
        this.envelope = envelope;
        this.totals = totals;
    }

    /** Zero or more chunks; a failure is thrown. */
    List<ObjectNode> write(int prompt, GenerateEvent event) {
        totals.add(event);
        int base = prompt * ask.choices();
        return switch (event) {
            case GenerateEvent.Started started -> List.of();
            case GenerateEvent.Delta delta -> text(base + delta.choice(), delta);
            case GenerateEvent.Call call -> call(base + call.choice(), call);
            case GenerateEvent.Finished end -> {
                finished.put(base + end.choice(), end.reason());
                yield List.of();
            }
            case GenerateEvent.Completed completed -> ++completedPrompts == ask.prompts().size() ? end() : List.of();
            case GenerateEvent.Failed failed -> throw EngineFailure.of(failed);
        };
    }

    private List<ObjectNode> text(int index, GenerateEvent.Delta sent) {
        GenerateEvent.Delta delta = EchoedPrompt.named(sent);
        List<ObjectNode> chunks = new ArrayList<>();
        open(index, chunks);
        int offset = offsets.get(index);
        offsets.put(index, offset + delta.text().codePointCount(0, delta.text().length()));
        ObjectNode chunk = chunk(shape.delta(index, delta.text(), delta.tokens(), offset, null, ask.topLogprobs() != null));
        if (ask.entropies()) {
            chunk.putObject("sluice").set("tokens", tokens(delta.tokens()));
        }
        chunks.add(chunk);
        return chunks;
    }

    private List<ObjectNode> call(int index, GenerateEvent.Call call) {
        List<ObjectNode> chunks = new ArrayList<>();
        open(index, chunks);
        String id = call.name() == null ? null : FunctionCall.id(envelope.requestId(), index, call.index());
        ObjectNode chunk = chunk(shape.call(index, new FunctionCall(id, call.name(), call.arguments()), call.index(),
                call.tokens(), ask.topLogprobs() != null));
        if (ask.entropies()) {
            chunk.putObject("sluice").set("tokens", tokens(call.tokens()));
        }
        chunks.add(chunk);
        return chunks;
    }

    /** The first chunk of a choice, if it was not written yet. */
    private void open(int index, List<ObjectNode> chunks) {
        if (offsets.putIfAbsent(index, 0) == null && shape.opens()) {
            chunks.add(chunk(shape.delta(index, null, List.of(), 0, null, false)));
        }
    }

    private static ArrayNode tokens(List<TokenTrace> traces) {
        ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
        for (TokenTrace trace : traces) {
            tokens.addObject().put("model", trace.model()).put("entropy", trace.entropy());
        }
        return tokens;
    }

    private List<ObjectNode> end() {
        List<ObjectNode> chunks = new ArrayList<>();
        finished.forEach((index, reason) -> {
            open(index, chunks);
            chunks.add(chunk(shape.delta(index, null, List.of(), 0, reason, false)));
        });
        if (ask.includeUsage()) {
            ObjectNode usage = envelope.open(shape, true);
            usage.putArray("choices");
            usage.set("usage", totals.usage());
            chunks.add(usage);
        }
        chunks.getLast().set("sluice", totals.sluice(envelope.reason()));
        return chunks;
    }

    private ObjectNode chunk(ObjectNode choice) {
        ObjectNode chunk = envelope.open(shape, true);
        chunk.putArray("choices").add(choice);
        if (ask.includeUsage()) {
            chunk.putNull("usage");
        }
        return chunk;
    }
}
