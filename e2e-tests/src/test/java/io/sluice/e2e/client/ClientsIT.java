package io.sluice.e2e.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.e2e.client.ForeignClient.Library;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Tasks;
import io.sluice.e2e.harness.TestKeys;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What a program that uses the client would see. */
@InBothForms
class ClientsIT {

    private static final String PROMPT = Tasks.test(1).getFirst().prompt();

    private final Platform platform;

    ClientsIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @ParameterizedTest
    @EnumSource
    void chats(Library library) {
        Said said = connect(library).chat(Question.of(PROMPT));

        assertThat(said.text()).contains("####");
        assertThat(said.finish()).isEqualTo("stop");
        assertThat(said.promptTokens()).isPositive();
        assertThat(said.completionTokens()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void streamsTheSameAnswerWithItsUsage(Library library) {
        ForeignClient client = connect(library);
        Said whole = client.chat(Question.of(PROMPT));

        Said streamed = client.stream(Question.of(PROMPT), () -> { });

        assertThat(streamed.text()).isEqualTo(whole.text());
        assertThat(streamed.finish()).isEqualTo(whole.finish());
        assertThat(streamed.promptTokens()).isEqualTo(whole.promptTokens());
        assertThat(streamed.completionTokens()).isEqualTo(whole.completionTokens());
        assertThat(streamed.chunks()).isGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void readsLogProbabilities(Library library) {
        Said said = connect(library).chat(Question.of(PROMPT).topLogprobs(3));

        assertThat(said.logprobs()).hasSize((int) said.completionTokens()).allSatisfy(token -> {
            assertThat(token.logprob()).isLessThanOrEqualTo(0);
            assertThat(token.top()).hasSize(3).first().isEqualTo(token.token());
        });
        assertThat(said.logprobs().stream().map(Said.Chosen::token).reduce("", String::concat)).startsWith(said.text());
    }

    @ParameterizedTest
    @EnumSource
    void stopsBeforeAStopString(Library library) {
        Said said = connect(library).chat(Question.of(PROMPT).stop("####"));

        assertThat(said.text()).doesNotContain("#");
        assertThat(said.finish()).isEqualTo("stop");
    }

    @ParameterizedTest
    @EnumSource
    void getsSeveralChoices(Library library) {
        if (library == Library.LANGCHAIN4J) {
            // It takes one choice only, and counts them.
            assertThat(raisedBy(connect(library), Question.of(PROMPT).choices(3))).hasMessageContaining("got 3 choices");
            return;
        }

        Said said = connect(library).chat(Question.of(PROMPT).choices(3));

        assertThat(said.texts()).hasSize(3).allSatisfy(text -> assertThat(text).isEqualTo(said.text()));
    }

    @ParameterizedTest
    @EnumSource
    void isCutAtTheTokenLimit(Library library) {
        Said said = connect(library).chat(Question.of(PROMPT).without(Models.endTokens()).maxTokens(5));

        assertThat(said.finish()).isEqualTo("length");
        assertThat(said.completionTokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void getsAnObjectOfItsSchemaWholeAndStreamed(Library library) {
        Question question = Question.of(PROMPT).form(form(AnswerForm.Kind.SCHEMA));

        Said whole = connect(library).chat(question);
        Said streamed = connect(library).stream(question, () -> { });

        requireForm(Json.read(whole.text()));
        assertThat(whole.finish()).isEqualTo("stop");
        assertThat(streamed.text()).isEqualTo(whole.text());
        assertThat(streamed.finish()).isEqualTo("stop");
        assertThat(whole.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isAskedToCallAFunctionWholeAndStreamed(Library library) {
        for (AnswerForm.Kind kind : List.of(AnswerForm.Kind.NAMED, AnswerForm.Kind.REQUIRED)) {
            Question question = Question.of(PROMPT).form(form(kind));

            Said whole = connect(library).chat(question);
            Said streamed = connect(library).stream(question, () -> { });

            assertThat(whole.calls()).as("%s", kind).isNotEmpty().allSatisfy(call -> {
                assertThat(call.id()).startsWith("call_");
                assertThat(call.name()).isIn(kind == AnswerForm.Kind.NAMED ? List.of("weather") : List.of("weather", AnswerForm.OTHER));
                if (call.name().equals(AnswerForm.OTHER)) {
                    assertThat(Json.read(call.arguments()).isEmpty()).isTrue();
                } else {
                    requireForm(Json.read(call.arguments()));
                }
            });
            assertThat(whole.finish()).isEqualTo(library == Library.LANGCHAIN4J ? "tool_execution" : "tool_calls");
            assertThat(streamed.finish()).isEqualTo(whole.finish());
            assertThat(streamed.calls()).extracting(Said.Call::name).isEqualTo(whole.calls().stream().map(Said.Call::name).toList());
            assertThat(streamed.calls()).extracting(Said.Call::arguments).isEqualTo(whole.calls().stream().map(Said.Call::arguments).toList());
            assertThat(streamed.calls()).extracting(Said.Call::id).doesNotHaveDuplicates().allMatch(id -> id.startsWith("call_"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void raisesItsOwnTypeWhenNoObjectOfItsSchemaFits(Library library) {
        Raised raised = raisedBy(connect(library), Question.of(PROMPT).maxTokens(2).form(form(AnswerForm.Kind.SCHEMA)));

        assertThat(raised).as("the refusal").isNotNull();
        assertThat(raised.status).isEqualTo(400);
        assertThat(raised.getMessage()).contains("the shortest answer in this format");
        if (library != Library.LANGCHAIN4J) {
            assertThat(raised.code).isEqualTo("max_tokens_too_small");
            assertThat(raised.param).isEqualTo("max_tokens");
        }
    }

    private static AnswerForm form(AnswerForm.Kind kind) {
        return AnswerForm.of(kind, "weather", Map.of("sky", List.of("clear", "grey"), "wind", List.of("north", "none")));
    }

    private static void requireForm(JsonNode object) {
        assertThat(object.propertyNames()).containsExactlyInAnyOrder("sky", "wind");
        assertThat(object.get("sky").asString()).isIn("clear", "grey");
        assertThat(object.get("wind").asString()).isIn("north", "none");
    }

    @ParameterizedTest
    @EnumSource
    void raisesItsOwnTypeForABadField(Library library) {
        Raised raised = raisedBy(connect(library), Question.of(PROMPT).temperature(-1));

        assertThat(raised.type).isEqualTo(library == Library.LANGCHAIN4J ? "InvalidRequestException"
                : library == Library.OPENAI_JAVA ? "BadRequestException" : "BadRequestError");
        assertThat(raised.status).isEqualTo(400);
        assertThat(raised.getMessage()).contains("temperature");
        if (library != Library.LANGCHAIN4J) {
            assertThat(raised.param).isEqualTo("temperature");
        }
    }

    @ParameterizedTest
    @EnumSource
    void raisesItsOwnTypeForAnUnknownKey(Library library) {
        Raised raised = raisedBy(library.connect(platform.v1(), "sk-sluice-nobody"), Question.of(PROMPT));

        assertThat(raised.type).isIn("AuthenticationException", "UnauthorizedException", "AuthenticationError");
        assertThat(raised.status).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource
    void raisesItsOwnTypeForAnUnknownModel(Library library) {
        Raised raised = raisedBy(connect(library), Question.of(PROMPT).model("no-such-model"));

        assertThat(raised.type).isIn("ModelNotFoundException", "NotFoundException", "NotFoundError");
        assertThat(raised.status).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void raisesItsOwnTypeWhenItAsksTooOften(Library library) {
        ForeignClient client = library.connect(platform.v1(), TestKeys.LIMITED);
        Question question = Question.of(PROMPT).maxTokens(1);

        Raised raised = null;
        for (int i = 0; raised == null && i <= TestKeys.LIMITED_REQUESTS; i++) {
            raised = raisedBy(client, question);
        }

        assertThat(raised).as("the refusal").isNotNull();
        assertThat(raised.type).isIn("RateLimitException", "RateLimitError");
        assertThat(raised.status).isEqualTo(429);
    }

    private ForeignClient connect(Library library) {
        return library.connect(platform.v1(), platform.key());
    }

    private static @Nullable Raised raisedBy(ForeignClient client, Question question) {
        return catchThrowableOfType(Raised.class, () -> client.chat(question));
    }
}
