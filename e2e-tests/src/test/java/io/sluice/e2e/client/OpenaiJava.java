package io.sluice.e2e.client;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionTokenLogprob;
import com.openai.models.completions.CompletionUsage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

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
                    1);
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
        private String finish = "";
        private long promptTokens;
        private long completionTokens;
        private int chunks;

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
                choice.finishReason().ifPresent(reason -> finish = reason.asString());
                choice.logprobs().flatMap(ChatCompletionChunk.Choice.Logprobs::content).orElse(List.of())
                        .forEach(token -> logprobs.add(chosen(token)));
            }
        }

        Said said() {
            return new Said(List.of(text.toString()), finish, promptTokens, completionTokens, logprobs, chunks);
        }
    }
}
