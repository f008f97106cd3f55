package io.sluice.e2e.client;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.LogProb;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** LangChain4j's OpenAI client. It knows one choice per answer, and asks for usage in streams by itself. */
final class LangChain4j implements ForeignClient {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String base;
    private final String key;

    LangChain4j(URI base, String key) {
        this.base = base.toString();
        this.key = key;
    }

    @Override
    public Said chat(Question question) {
        OpenAiChatModel model = OpenAiChatModel.builder().baseUrl(base).apiKey(key).maxRetries(0).timeout(LIMIT)
                .strictJsonSchema(true).strictTools(true).build();
        try {
            return said(model.chat(request(question)), 1);
        } catch (RuntimeException e) {
            throw raised(e);
        }
    }

    @Override
    public Said stream(Question question, Runnable onFirstText) {
        OpenAiStreamingChatModel model =
                OpenAiStreamingChatModel.builder().baseUrl(base).apiKey(key).timeout(LIMIT)
                        .strictJsonSchema(true).strictTools(true).build();
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        AtomicInteger chunks = new AtomicInteger();
        model.chat(request(question), new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String text) {
                if (chunks.getAndIncrement() == 0) {
                    onFirstText.run();
                }
            }

            @Override
            public void onPartialToolCall(PartialToolCall call) {
                chunks.getAndIncrement();
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                end.completeExceptionally(error);
            }
        });
        try {
            return said(end.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join(), chunks.get());
        } catch (CompletionException e) {
            throw raised(Objects.requireNonNull(e.getCause()));
        }
    }

    private static ChatRequest request(Question question) {
        var parameters = OpenAiChatRequestParameters.builder().modelName(question.model())
                .temperature(question.temperature()).maxOutputTokens(question.maxTokens());
        if (question.form() != null) {
            shape(question.form(), parameters);
        }
        if (question.choices() != 1) {
            parameters.customParameters(Map.of("n", question.choices()));
        }
        if (!question.stop().isEmpty()) {
            parameters.stopSequences(question.stop());
        }
        if (question.wantsLogprobs()) {
            parameters.logprobs(true).topLogprobs(question.topLogprobs());
        }
        if (!question.logitBias().isEmpty()) {
            parameters.logitBias(question.logitBias());
        }
        return ChatRequest.builder().messages(UserMessage.from(question.text())).parameters(parameters.build()).build();
    }

    /** It has no word for a function by its name; what it does not know can be sent all the same. */
    private static void shape(AnswerForm form, OpenAiChatRequestParameters.Builder parameters) {
        var object = JsonObjectSchema.builder().required(List.copyOf(form.fields().keySet())).additionalProperties(false);
        form.fields().forEach(object::addEnumProperty);
        if (!form.calls()) {
            parameters.responseFormat(ResponseFormat.builder().type(ResponseFormatType.JSON)
                    .jsonSchema(JsonSchema.builder().name(form.name()).rootElement(object.build()).build()).build());
            return;
        }
        parameters.toolSpecifications(ToolSpecification.builder().name(form.name()).parameters(object.build()).build(),
                ToolSpecification.builder().name(AnswerForm.OTHER).parameters(JsonObjectSchema.builder().additionalProperties(false).build()).build());
        if (form.kind() == AnswerForm.Kind.REQUIRED) {
            parameters.toolChoice(ToolChoice.REQUIRED);
        } else {
            parameters.customParameters(Map.of("tool_choice", form.choice()));
        }
    }

    private static Said said(ChatResponse response, int chunks) {
        OpenAiChatResponseMetadata metadata = (OpenAiChatResponseMetadata) response.metadata();
        List<LogProb> logprobs = metadata.logProbs();
        return new Said(
                List.of(Objects.requireNonNullElse(response.aiMessage().text(), "")),
                metadata.finishReason().name().toLowerCase(Locale.ROOT),
                metadata.tokenUsage().inputTokenCount(), metadata.tokenUsage().outputTokenCount(),
                logprobs == null ? List.of() : logprobs.stream().map(LangChain4j::chosen).toList(),
                chunks,
                response.aiMessage().toolExecutionRequests().stream()
                        .map(call -> new Said.Call(call.id(), call.name(), call.arguments())).toList());
    }

    private static Said.Chosen chosen(LogProb token) {
        return new Said.Chosen(token.token(), token.logprob(), token.topLogprobs().stream().map(LogProb::token).toList());
    }

    private static Raised raised(Throwable error) {
        HttpException answer = httpCause(error);
        return new Raised(error.getClass().getSimpleName(), answer == null ? 0 : answer.statusCode(), null, null,
                String.valueOf(error.getMessage()), error);
    }

    private static @Nullable HttpException httpCause(@Nullable Throwable error) {
        return switch (error) {
            case null -> null;
            case HttpException answer -> answer;
            default -> httpCause(error.getCause());
        };
    }
}
