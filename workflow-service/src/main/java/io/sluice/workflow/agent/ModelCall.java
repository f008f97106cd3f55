package io.sluice.workflow.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.Agent.Sampling;
import io.sluice.workflow.strategy.CallFailedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One call of a model over LangChain4j. Thread-safe. */
final class ModelCall {

    private static final JsonMapper JSON = StrictJson.mapper();
    /** Of text and arguments: a journal keeps them. */
    private static final int CHARS_MAX = 65_536;
    /** Some upstreams take no call without a key. */
    private static final String NO_KEY = "none";

    private final Upstream upstream;
    private final String model;
    private final UpstreamClient client;

    ModelCall(Upstream upstream, String model, UpstreamClient client) {
        this.upstream = upstream;
        this.model = model;
        this.client = client;
    }

    /** Of the upstream. */
    URI address() {
        return upstream.baseUrl();
    }

    /** @param traceparent W3C trace context of this call */
    Answer answer(List<ChatMessage> messages, List<ToolSpecification> tools, Sampling sampling, int seed, String traceparent)
            throws CallFailedException, InterruptedException {
        OpenAiChatModel chat = OpenAiChatModel.builder()
                .httpClientBuilder(new Given(client.as(traceparent))).baseUrl(upstream.baseUrl().toString())
                .apiKey(upstream.key() == null ? NO_KEY : upstream.key())
                .modelName(model).maxRetries(0).logRequests(false).logResponses(false).build();
        OpenAiChatRequestParameters parameters = OpenAiChatRequestParameters.builder().modelName(model)
                .temperature(sampling.temperature()).maxOutputTokens(sampling.maxTokens()).seed(seed)
                .toolSpecifications(tools).build();
        try {
            return read(chat.chat(ChatRequest.builder().messages(messages).parameters(parameters).build()));
        } catch (InterruptedCallException cancelled) {
            throw new InterruptedException("cancelled");
        } catch (RuntimeException fault) {
            // What LangChain4j cannot read of an answer surfaces as many kinds of exception.
            throw failure(fault);
        }
    }

    private Answer read(ChatResponse response) throws CallFailedException {
        TokenUsage usage = response.tokenUsage();
        List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
        String text = response.aiMessage().text();
        long length = (text == null ? 0 : text.length()) + (calls == null ? 0 : calls.stream().mapToLong(call -> String.valueOf(call.arguments()).length()).sum());
        if (length > CHARS_MAX) {
            throw new CallFailedException("answer_too_large", "the model's answer has more than " + CHARS_MAX + " characters", false);
        }
        return new Answer(text == null ? "" : text, calls == null ? List.of() : calls, count(usage == null ? null : usage.inputTokenCount()),
                count(usage == null ? null : usage.outputTokenCount()), cpuSeconds(response));
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : Math.max(0, tokens);
    }

    /** The platform tells it beside OpenAI's fields, which LangChain4j does not read. */
    private static double cpuSeconds(ChatResponse response) throws CallFailedException {
        if (!(response.metadata() instanceof OpenAiChatResponseMetadata metadata) || metadata.rawHttpResponse() == null) {
            return 0;
        }
        try {
            double seconds = JSON.readTree(metadata.rawHttpResponse().body()).path("sluice").path("cpu_seconds").asDouble(0);
            return seconds > 0 && Double.isFinite(seconds) ? seconds : 0;
        } catch (JacksonException malformed) {
            throw new CallFailedException("upstream_malformed", "the upstream's answer is no proper JSON", true);
        }
    }

    private static CallFailedException failure(RuntimeException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof UpstreamException refusal) {
                return new CallFailedException(refusal.code(), String.valueOf(refusal.getMessage()), refusal.retryable());
            }
        }
        return new CallFailedException("upstream_malformed", "the upstream's answer cannot be read", true);
    }

    /** Hands out one client: what LangChain4j would set on it is the client's own matter. */
    private record Given(UpstreamClient client) implements HttpClientBuilder {

        @Override
        public @Nullable Duration connectTimeout() {
            return null;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public @Nullable Duration readTimeout() {
            return null;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public UpstreamClient build() {
            return client;
        }
    }
}
