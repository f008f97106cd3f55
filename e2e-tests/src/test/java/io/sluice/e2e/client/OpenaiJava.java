package io.sluice.e2e.client;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionTokenLogprob;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.completions.CompletionUsage;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The official Java client. */
final class OpenaiJava implements ForeignClient {

    private final OpenAIClient client;

    OpenaiJava(URI base, String key) {
        this.client = OpenAIOkHttpClient.builder().baseUrl(base.toString()).apiKey(key).maxRetries(0).build();
    }

    @Override
    public Said chat(Question question) {
        try {
            ChatCompletion answer = client.chat().completions().create(params(question).build());
            ChatCompletion.Choice first = answer.choices().getFirst();
            CompletionUsage usage = answer.usage().orElseThrow();
            return new Said(
                    answer.choices().stream().map(choice -> choice.message().content().orElse("")).toList(),
                    first.finishReason().asString(), usage.promptTokens(), usage.completionTokens(),
                    first.logprobs().flatMap(ChatCompletion.Choice.Logprobs::content).orElse(List.of()).stream()
                            .map(OpenaiJava::chosen).toList(),
                    1,
                    first.message().toolCalls().orElse(List.of()).stream().map(ChatCompletionMessageToolCall::asFunction)
                            .map(call -> new Said.Call(call.id(), call.function().name(), call.function().arguments())).toList());
        } catch (OpenAIException e) {
            throw raised(e);
        }
    }

    @Override
    public Said stream(Question question, Runnable onFirstText) {
        ChatCompletionCreateParams params = params(question)
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build();
        Listener listener = new Listener(onFirstText);
        try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions().createStreaming(params)) {
            chunks.stream().forEach(listener::hear);
            return listener.said();
        } catch (OpenAIException e) {
            throw raised(e);
        }
    }

    private static ChatCompletionCreateParams.Builder params(Question question) {
        var params = ChatCompletionCreateParams.builder().model(question.model()).addUserMessage(question.text())
                .temperature(question.temperature()).maxCompletionTokens(question.maxTokens()).n(question.choices());
        if (question.form() != null) {
            shape(question.form(), params);
        }
        if (!question.stop().isEmpty()) {
            params.stopOfStrings(question.stop());
        }
        if (question.wantsLogprobs()) {
            params.logprobs(true).topLogprobs(question.topLogprobs());
        }
        if (!question.logitBias().isEmpty()) {
            var bias = ChatCompletionCreateParams.LogitBias.builder();
            question.logitBias().forEach((token, value) -> bias.putAdditionalProperty(token, JsonValue.from(value)));
            params.logitBias(bias.build());
        }
        return params;
    }

    private static void shape(AnswerForm form, ChatCompletionCreateParams.Builder params) {
        if (!form.calls()) {
            params.responseFormat(ResponseFormatJsonSchema.builder().jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                    .name(form.name()).strict(true)
                    .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder().putAllAdditionalProperties(values(form.schema())).build())
                    .build()).build());
            return;
        }
        params.addFunctionTool(function(form.name(), form.schema())).addFunctionTool(function(AnswerForm.OTHER, AnswerForm.nothing()));
        if (form.kind() == AnswerForm.Kind.REQUIRED) {
            params.toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
        } else {
            params.toolChoice(ChatCompletionNamedToolChoice.builder()
                    .function(ChatCompletionNamedToolChoice.Function.builder().name(form.name()).build()).build());
        }
    }

    private static FunctionDefinition function(String name, Map<String, Object> schema) {
        return FunctionDefinition.builder().name(name).strict(true)
                .parameters(FunctionParameters.builder().putAllAdditionalProperties(values(schema)).build()).build();
    }

    private static Map<String, JsonValue> values(Map<String, Object> plain) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        plain.forEach((key, value) -> values.put(key, JsonValue.from(value)));
        return values;
    }

    private static Said.Chosen chosen(ChatCompletionTokenLogprob token) {
        return new Said.Chosen(token.token(), token.logprob(),
                token.topLogprobs().stream().map(ChatCompletionTokenLogprob.TopLogprob::token).toList());
    }

    private static Raised raised(OpenAIException e) {
        return e instanceof OpenAIServiceException answer
                ? new Raised(e.getClass().getSimpleName(), answer.statusCode(), answer.code().orElse(null),
                        answer.param().orElse(null), String.valueOf(e.getMessage()), e)
                : new Raised(e.getClass().getSimpleName(), 0, null, null, String.valueOf(e.getMessage()), e);
    }

    /** Puts a stream's chunks together. */
    private static final class Listener {

        private final Runnable onFirstText;
        private final StringBuilder text = new StringBuilder();
        private final List<Said.Chosen> logprobs = new ArrayList<>();
        private final Map<Long, Piece> calls = new TreeMap<>();
        private String finish = "";
        private long promptTokens;
        private long completionTokens;
        private int chunks;

        /** A call of which only the first piece has id and name. */
        private static final class Piece {
            private String id = "";
            private String name = "";
            private final StringBuilder arguments = new StringBuilder();
        }

        Listener(Runnable onFirstText) {
            this.onFirstText = onFirstText;
        }

        void hear(ChatCompletionChunk chunk) {
            chunks++;
            chunk.usage().ifPresent(usage -> {
                promptTokens = usage.promptTokens();
                completionTokens = usage.completionTokens();
            });
            for (ChatCompletionChunk.Choice choice : chunk.choices()) {
                String piece = choice.delta().content().orElse("");
                if (!piece.isEmpty() && text.isEmpty()) {
                    onFirstText.run();
                }
                text.append(piece);
                choice.delta().toolCalls().orElse(List.of()).forEach(this::hear);
                choice.finishReason().ifPresent(reason -> finish = reason.asString());
                choice.logprobs().flatMap(ChatCompletionChunk.Choice.Logprobs::content).orElse(List.of())
                        .forEach(token -> logprobs.add(chosen(token)));
            }
        }

        private void hear(ChatCompletionChunk.Choice.Delta.ToolCall part) {
            Piece call = calls.computeIfAbsent(part.index(), each -> new Piece());
            part.id().ifPresent(id -> call.id = id);
            part.function().flatMap(ChatCompletionChunk.Choice.Delta.ToolCall.Function::name).ifPresent(name -> call.name = name);
            part.function().flatMap(ChatCompletionChunk.Choice.Delta.ToolCall.Function::arguments).ifPresent(call.arguments::append);
        }

        Said said() {
            return new Said(List.of(text.toString()), finish, promptTokens, completionTokens, logprobs, chunks,
                    calls.values().stream().map(call -> new Said.Call(call.id, call.name, call.arguments.toString())).toList());
        }
    }
}
