package io.sluice.gateway.openai;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.platform.error.SluiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gathers the events of all prompts into one answer. Not thread-safe. */
final class AnswerBuilder {

    /** About 50 MB. */
    private static final int LOGPROBS_MAX = 262_144;

    private static final class Choice {
        private final StringBuilder text = new StringBuilder();
        private final List<TokenTrace> tokens = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<StringBuilder> arguments = new ArrayList<>();
        private FinishReason reason = FinishReason.STOP;
    }

    private final Ask ask;
    private final AnswerShape shape;
    private final Totals totals;
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private int gathered;

    AnswerBuilder(Ask ask, AnswerShape shape, Totals totals) {
        this.ask = ask;
        this.shape = shape;
        this.totals = totals;
    }

    void add(int prompt, GenerateEvent event) {
        totals.add(event);
        int base = prompt * ask.choices();
        switch (event) {
            case GenerateEvent.Delta sent -> {
                GenerateEvent.Delta delta = EchoedPrompt.named(sent);
                Choice choice = choice(base + delta.choice());
                choice.text.append(delta.text());
                if (ask.topLogprobs() != null) {
                    gather(choice, delta.tokens());
                }
            }
            case GenerateEvent.Call call -> {
                Choice choice = choice(base + call.choice());
                if (call.name() != null) {
                    choice.names.add(call.name());
                    choice.arguments.add(new StringBuilder());
                }
                choice.arguments.getLast().append(call.arguments());
                if (ask.topLogprobs() != null) {
                    gather(choice, call.tokens());
                }
            }
            case GenerateEvent.Finished finished -> choice(base + finished.choice()).reason = finished.reason();
            case GenerateEvent.Started started -> {
            }
            case GenerateEvent.Completed completed -> {
            }
            case GenerateEvent.Failed failed -> throw EngineFailure.of(failed);
        }
    }

    ObjectNode build(Envelope envelope) {
        ObjectNode answer = envelope.open(shape, false);
        ArrayNode list = answer.putArray("choices");
        choices.forEach((index, choice) -> list.add(
                shape.choice(index, choice.text.toString(), calls(envelope, index, choice), choice.tokens, choice.reason, ask.topLogprobs() != null)));
        answer.set("usage", totals.usage());
        answer.set("sluice", totals.sluice(envelope.reason()));
        return answer;
    }

    private static List<FunctionCall> calls(Envelope envelope, int index, Choice choice) {
        return IntStream.range(0, choice.names.size()).mapToObj(position -> new FunctionCall(
                FunctionCall.id(envelope.requestId(), index, position), choice.names.get(position),
                choice.arguments.get(position).toString())).toList();
    }

    private void gather(Choice choice, List<TokenTrace> tokens) {
        choice.tokens.addAll(tokens);
        gathered += tokens.stream().mapToInt(token -> 1 + token.top().size()).sum();
        if (gathered > LOGPROBS_MAX) {
            throw SluiceException.user(400, "answer_too_large",
                    "the answer has too many log-probabilities for one body; stream it or ask for less", "logprobs");
        }
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, each -> new Choice());
    }
}
