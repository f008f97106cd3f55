package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import io.sluice.e2e.harness.AdapterTraining;
import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Runs;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The workflow that the service ships as an example, on the shipped pair and its role adapters, as separate processes. */
class SolveIT {

    private static final List<String> ROLES = List.of("solver", "rewriter");
    private static final long SEED = 20_261_121;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Platform platform;

    @BeforeAll
    static void define() throws IOException {
        platform = Platforms.shared(Form.PROCESSES);
        for (String role : ROLES) {
            byte[] folder = AdapterTraining.zip(Models.root().resolve("models/adapters").resolve(role));
            platform.admin().upload("/admin/adapters/" + role + "/versions", "application/zip", folder).ok();
            platform.admin().post("/admin/adapters/" + role + "/versions/1/promote", Map.of()).ok();
        }
        Await.until("the roles are served", LIMIT, () -> platform.api().get("/v1/models").ok().body(), models -> ROLES.stream()
                .allMatch(role -> models.contains(Models.LARGE + ":" + role)));
        new Runs(platform).define("solve", Files.readString(Models.root().resolve("workflow-service/src/main/resources/examples/solve.yaml")));
    }

    /** Other tests of the shared platform see its base models only. */
    @AfterAll
    static void retire() {
        for (String role : ROLES) {
            platform.admin().post("/admin/adapters/" + role + "/deactivate", Map.of()).ok();
            platform.admin().post("/admin/adapters/" + role + "/versions/1/retire", Map.of()).ok();
        }
        Await.until("the roles are gone", LIMIT, () -> platform.api().get("/v1/models").ok().body(), models -> ROLES.stream()
                .noneMatch(role -> models.contains(Models.LARGE + ":" + role)));
    }

    @Test
    void problemsAreSolvedThroughAForeignClientAndEveryStepTellsItsCost() {
        List<Task> tasks = Stream.generate(TaskGenerator.ofSkill(TaskGenerator.MULTI_STEP, SEED, Split.TEST)::next).limit(4).toList();
        List<Said> said = new ArrayList<>();
        OpenAIClient client = OpenAIOkHttpClient.builder().baseUrl(platform.v1().toString()).apiKey(platform.key()).maxRetries(0).build();
        try {
            tasks.forEach(task -> said.add(ask(client, task.prompt())));
        } finally {
            client.close();
        }
        for (Said answer : said) {
            JsonNode run = platform.api().get("/v1/runs/" + answer.run()).ok().json();
            assertThat(run.get("status").asString()).isEqualTo("completed");
            assertThat(answer.text()).isNotBlank().isEqualTo(run.get("answer").asString());
            assertThat(answer.tokens()).isEqualTo(run.at("/used/prompt_tokens").asLong() + run.at("/used/completion_tokens").asLong());
            stepsTellTheirCost(answer.run(), run.get("used"));
            assertThat(answer.saved()).as("what was saved, from the first run on").isNotNull();
            assertThat(((Number) answer.saved().get("steps")).intValue()).isEqualTo(run.at("/saved/steps").asInt());
            assertThat(run.at("/saved/share").asDouble()).isLessThanOrEqualTo(1);
        }
        assertThat(said).extracting(Said::text).as("some of the answers are right").containsAnyElementsOf(tasks.stream().map(Task::answer).toList());
    }

    /** In tokens and, as the engine measured it, in CPU seconds; a tool asks no model. */
    private static void stepsTellTheirCost(String run, JsonNode used) {
        List<JsonNode> steps = new Runs(platform).history(run).stream()
                .filter(event -> event.get("event").asString().equals("step.completed")).toList();
        assertThat(steps).hasSize(used.get("steps").asInt());
        for (JsonNode step : steps) {
            boolean asked = Answer.elements(step.get("uses")).stream().anyMatch(use -> use.get("effect").asString().startsWith("model/"));
            JsonNode spent = step.get("spending");
            assertThat(spent.get("completion_tokens").asLong() > 0).as(step.toString()).isEqualTo(asked);
            assertThat(spent.get("cpu_seconds").asDouble() > 0).as(step.toString()).isEqualTo(asked);
        }
        assertThat(steps.stream().mapToLong(step -> step.at("/spending/completion_tokens").asLong()).sum())
                .isEqualTo(used.get("completion_tokens").asLong());
        assertThat(used.get("cost").asDouble()).isPositive();
    }

    /** @param saved against every agent doing one step */
    private record Said(String text, long tokens, String run, @Nullable Map<?, ?> saved) {
    }

    private static Said ask(OpenAIClient client, String problem) {
        StringBuilder text = new StringBuilder();
        List<CompletionUsage> usage = new ArrayList<>();
        List<Map<?, ?>> reports = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions().createStreaming(ChatCompletionCreateParams.builder()
                .model("workflow:solve").addUserMessage(problem).seed(SEED)
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build())) {
            chunks.stream().forEach(chunk -> {
                chunk.choices().forEach(choice -> text.append(choice.delta().content().orElse("")));
                chunk.usage().ifPresent(usage::add);
                JsonValue sluice = chunk._additionalProperties().get("sluice");
                if (sluice != null && sluice.convert(Map.class) instanceof Map<?, ?> report) {
                    reports.add(report);
                }
            });
        }
        Map<?, ?> workflow = (Map<?, ?>) reports.getLast().get("workflow");
        return new Said(text.toString(), usage.getLast().totalTokens(), (String) workflow.get("run"), (Map<?, ?>) workflow.get("saved"));
    }
}
