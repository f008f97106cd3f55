package io.sluice.e2e.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.e2e.client.ForeignClient.Library;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Tasks;
import io.sluice.e2e.harness.TestKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
