package io.sluice.gateway.openai;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.workflow.RunStart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A chat as the start of a run. What a workflow decides itself (sampling, tools, form, length) can't be asked of it. */
final class WorkflowAsk {

    private static final Sampling PLAIN = FieldRules.sampling(null, null, null, null, null, null, null, null, null);
    private static final String ITS_OWN = "is a workflow's own to decide; leave it out";

    private WorkflowAsk() {
    }

    /** @throws io.sluice.platform.error.SluiceException 400 naming the field that a workflow can't heed */
    static RunStart start(Ask ask) {
        refuse(ask);
        List<ChatMessage> messages = Objects.requireNonNullElse(ask.prompts().getFirst().messages(), List.of());
        if (messages.isEmpty()) {
            throw FieldRules.invalid("model", "can't be a workflow here; ask it by /v1/chat/completions");
        }
        ChatMessage task = messages.getLast();
        if (!task.role().equals("user")) {
            throw FieldRules.invalid("messages", "must end with a user's message, the task");
        }
        Map<String, String> inputs = new HashMap<>();
        if (messages.size() > 1) {
            inputs.put("conversation", messages.subList(0, messages.size() - 1).stream()
                    .map(message -> message.role() + ": " + message.content()).collect(Collectors.joining("\n")));
        }
        return new RunStart(task.content(), inputs, WorkflowModel.parse(ask.model()).version(), null, ask.sampling().seed());
    }

    private static void refuse(Ask ask) {
        Sampling sampling = ask.sampling();
        Sampling plain = new Sampling(PLAIN.temperature(), PLAIN.topP(), PLAIN.topK(), PLAIN.minP(), PLAIN.presencePenalty(),
                PLAIN.frequencyPenalty(), PLAIN.repetitionPenalty(), PLAIN.logitBias(), sampling.seed());
        refuse("temperature", sampling.temperature() != plain.temperature());
        refuse("top_p", !sampling.equals(plain));
        refuse("tools", ask.tools() != null);
        refuse("response_format", ask.format() != null);
        refuse("n", ask.choices() != 1);
        refuse("max_tokens", ask.maxTokens() != null);
        refuse("stop", !ask.stop().isEmpty());
        refuse("logprobs", ask.topLogprobs() != null);
        refuse("sluice", !ask.overrides().equals(DialOverrides.NONE));
    }

    private static void refuse(String field, boolean given) {
        if (given) {
            throw FieldRules.invalid(field, ITS_OWN);
        }
    }
}
