package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.FirstLetter;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.SseStream;
import io.sluice.e2e.harness.Tasks;
import io.sluice.e2e.harness.Traffic;
import io.sluice.e2e.harness.Worker;
import io.sluice.standalone.check.PortUse;
import io.sluice.standalone.launch.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The life of an adapter on separate processes and two workers: trained for what the base can't do, uploaded, tried on a
 * share, promoted, kept through a worker's death, rolled back by hand, by what callers say and by what fails, retired; chosen
 * among others for a prompt. Meanwhile requests without adapters see no error.
 */
class AdapterLifeIT {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String NAME = AutoChoice.FIRST;
    private static final String MODEL = Models.LARGE + ":" + NAME;
    /** Two seconds are promised; a machine that does other work may take longer. */
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TRIES = 60;
    private static final double CANARY_PERCENT = 20;
    private static final int FEEDBACK_MAX = 400;

    @TempDir
    private Path folder;

    private AutoChoice auto;
    private Platform platform;
    private Worker second;

    @Test
    void anAdapterLivesItsLifeWhileOthersAreServed() throws Exception {
        int inference = PortUse.free(LOOPBACK);
        int registry = PortUse.free(LOOPBACK);
        int kafka = PortUse.free(LOOPBACK);
        int other = PortUse.free(LOOPBACK);
        String workers = "http://" + LOOPBACK + ":" + inference + ",http://" + LOOPBACK + ":" + other;
        byte[] one = FirstLetter.train(folder, 30, 1);
        byte[] two = FirstLetter.train(folder, 70, 2);
        byte[] three = FirstLetter.train(folder, 2, 3);
        auto = AutoChoice.prepare(folder);
        try (Platform started = Platform.start(Platform.Setup.of(Form.PROCESSES, folder.resolve("data"))
                .ports(new Ports(0, 0, inference, registry, 0, 0, kafka, 0))
                .set("sluice.router.endpoints=" + workers, "sluice.registry.workers=" + workers, auto.setting()))) {
            platform = started;
            second = startSecond(other, kafka, registry);
            Ask plain = Ask.chat(Tasks.test(1).getFirst().prompt());
            try (Traffic others = Traffic.of(() -> started.api().chat(plain))) {
                baseFails();
                activated(upload(one));
                listed("1");
                othersTakePartInAuto(two);
                bothAnswer(upload(two));
                promoted("2");
                second.kill();
                streamed();
                second = startSecond(other, kafka, registry);
                caughtUp();
                rolledBack();
                canaryThatIsLikedLessGoes();
                canaryThatFailsGoes(upload(three));
                retiredInUse();
                gone();
                assertThat(others.failures()).isEmpty();
                assertThat(others.answers()).isGreaterThan(20);
                report("requests without an adapter, all answered: " + others.answers());
            } finally {
                second.close();
            }
        }
    }

    private Worker startSecond(int port, int kafka, int registry) {
        return Worker.start(port, LOOPBACK + ":" + kafka, URI.create("http://" + LOOPBACK + ":" + registry), folder.resolve("second.log"),
                auto.setting());
    }

    private void baseFails() {
        assertThat(right(Models.LARGE)).as("right of 10 without the adapter").isLessThanOrEqualTo(1);
    }

    private long right(String model) {
        return FirstLetter.unseen(10).stream().filter(prompt -> ask(model, prompt).text().equals(FirstLetter.answer(prompt))).count();
    }

    private Answer ask(String model, String prompt) {
        return Answer.of(platform.api().chat(Ask.chat(prompt).model(model).with("max_tokens", 12)));
    }

    private String upload(byte[] zip) {
        return upload(NAME, zip);
    }

    private String upload(String name, byte[] zip) {
        JsonNode version = platform.admin().upload("/admin/adapters/" + name + "/versions", "application/zip", zip).ok().json();
        assertThat(version.get("stage").asString()).isEqualTo("validated");
        assertThat(version.get("manifest").get("training").get("codeVersion").asString()).isEqualTo("e2e");
        return version.get("manifest").get("version").asString();
    }

    private Reply step(String path, Object body) {
        return platform.admin().post("/admin/adapters/" + NAME + "/" + path, body).ok();
    }

    private void activated(String version) {
        step("versions/" + version + "/promote", Map.of());
        long start = System.nanoTime();
        for (Api worker : workers()) {
            Await.until("version " + version + " on every worker", LIMIT, () -> held(worker), held -> held.contains(MODEL + "@" + version));
        }
        report("an activated adapter is on both workers after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(writer(ask(MODEL, FirstLetter.unseen(1).getFirst()))).isEqualTo(version);
    }

    private void listed(String version) {
        JsonNode entry = Await.until("the adapter is listed", LIMIT, () -> Answer.elements(platform.api().get("/v1/models").ok().json().get("data"))
                .stream().filter(each -> each.get("id").asString().equals(MODEL)).findFirst(), Optional::isPresent).orElseThrow();
        assertThat(entry.get("parent").asString()).isEqualTo(Models.LARGE);
        assertThat(entry.get("root").asString()).isEqualTo(MODEL + "@" + version);
        assertThat(platform.api().get("/v1/models/" + MODEL).ok().json()).isEqualTo(entry);
    }

    /** The workers were started before any of these was uploaded. */
    private void othersTakePartInAuto(byte[] unknown) {
        assertThat(AutoChoice.candidates(platform)).isEqualTo(Map.of("nearest", Set.of(NAME + "@1")));
        added(AutoChoice.OTHER, auto.other(), Map.of("nearest", Set.of(NAME + "@1", AutoChoice.OTHER + "@1")));
        AutoChoice.everySelectorTellsItsScores(platform);
        // No file knows this one, and Arrow needs no file.
        added("late", unknown, Map.of("arrow", Set.of(NAME + "@1", AutoChoice.OTHER + "@1", "late@1")));
        for (String name : List.of("late", AutoChoice.OTHER)) {
            platform.admin().post("/admin/adapters/" + name + "/deactivate", Map.of()).ok();
            platform.admin().post("/admin/adapters/" + name + "/versions/1/retire", Map.of()).ok();
        }
        Await.until("they are gone", LIMIT, () -> workers().stream().allMatch(worker -> held(worker).equals(Set.of(MODEL + "@1"))));
    }

    private void added(String name, byte[] zip, Map<String, Set<String>> candidates) {
        String version = upload(name, zip);
        platform.admin().post("/admin/adapters/" + name + "/versions/" + version + "/promote", Map.of()).ok();
        String model = Models.LARGE + ":" + name + "@" + version;
        Await.until(model + " on every worker", LIMIT, () -> workers().stream().allMatch(worker -> held(worker).contains(model)));
        assertThat(AutoChoice.candidates(platform)).isEqualTo(candidates);
    }

    private List<Api> workers() {
        return List.of(platform.inference(), second.api());
    }

    private static Set<String> held(Api worker) {
        return Answer.elements(worker.get("/models").ok().json().path("adapted")).stream().map(JsonNode::asString).collect(Collectors.toSet());
    }

    /** The version that wrote an answer, as the answer says. */
    private static String writer(Answer answer) {
        String model = answer.report().get("tokens_by_model").propertyNames().iterator().next();
        assertThat(model).startsWith(MODEL + "@");
        return model.substring(MODEL.length() + 1);
    }

    private void bothAnswer(String version) {
        step("versions/" + version + "/canary", Map.of("percent", CANARY_PERCENT));
        List<String> prompts = FirstLetter.unseen(TRIES);
        Set<String> seen = new HashSet<>();
        int asked = 0;
        int canary = 0;
        while (asked < TRIES && seen.size() < 2 || asked < TRIES / 2) {
            String writer = writer(ask(MODEL, prompts.get(asked++)));
            seen.add(writer);
            canary += writer.equals(version) ? 1 : 0;
        }
        report("canary at " + CANARY_PERCENT + " %: " + canary + " of " + asked + " answers");
        assertThat(seen).containsExactlyInAnyOrder("1", version);
        long counted = asked;
        Await.until("the registry has heard of all of them", LIMIT, () -> platform.admin().get("/admin/adapters/" + NAME + "/canary").ok().json(),
                report -> report.get("canary").get("requests").asLong() + report.get("active").get("requests").asLong() >= counted);
        assertThat(writer(ask(MODEL + "@1", prompts.getFirst()))).isEqualTo("1");
        assertThat(writer(ask(MODEL + "@" + version, prompts.getFirst()))).isEqualTo(version);
    }

    private void promoted(String version) {
        step("versions/" + version + "/promote", Map.of());
        awaitWriter(version);
        assertThat(right(MODEL)).as("right of 10 with the adapter").isGreaterThanOrEqualTo(5);
    }

    /** Each worker hears of it in its own time; so the same is asked until neither says anything else. */
    private void awaitWriter(String version) {
        List<String> prompts = FirstLetter.unseen(8);
        long start = System.nanoTime();
        Await.until("only version " + version + " answers", LIMIT,
                () -> prompts.stream().map(prompt -> writer(ask(MODEL, prompt))).collect(Collectors.toSet()), Set.of(version)::equals);
        report("eight answers in a row by version " + version + " after " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    /** One of the two workers was just killed, and the router may not know yet. */
    private void streamed() {
        String prompt = FirstLetter.unseen(1).getFirst();
        OpenAIClient client = OpenAIOkHttpClient.builder().baseUrl(platform.v1().toString()).apiKey(platform.key()).maxRetries(0).build();
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions().createStreaming(ChatCompletionCreateParams.builder()
                .model(MODEL).addUserMessage(prompt).temperature(0).maxCompletionTokens(12).build())) {
            chunks.stream().flatMap(chunk -> chunk.choices().stream()).forEach(choice -> text.append(choice.delta().content().orElse("")));
        } finally {
            client.close();
        }
        assertThat(text.toString()).isEqualTo(FirstLetter.answer(prompt));
    }

    /** Nobody told the new process anything: it has the topic. */
    private void caughtUp() {
        long start = System.nanoTime();
        Await.until("the new worker holds what is active", LIMIT, () -> held(second.api()), held -> held.equals(Set.of(MODEL + "@2")));
        report("a new worker holds the active version " + (System.nanoTime() - start) / 1_000_000 + " ms after it is ready");
        assertThat(second.api().post("/adapters", Map.of("model", MODEL)).ok().json().get("model").asString()).isEqualTo(MODEL + "@2");
        Await.until("the registry shows both workers", LIMIT, () -> platform.admin().get("/admin/residency").ok().json(),
                told -> Answer.elements(told).stream().filter(worker -> worker.get("resident").size() > 0).count() == 2);
    }

    private void rolledBack() {
        JsonNode state = step("rollback", Map.of("version", "2", "reason", "the test wants the old one")).json();
        assertThat(state.get("active").asString()).isEqualTo("1");
        awaitWriter("1");
    }

    /** Nobody rolls it back but the registry, by what its callers say. */
    private void canaryThatIsLikedLessGoes() {
        step("versions/2/canary", Map.of("percent", 50));
        List<String> prompts = FirstLetter.unseen(FEEDBACK_MAX);
        int asked = 0;
        JsonNode state = state();
        while (state.has("canary")) {
            assertThat(asked).as("answers with a score each, and the canary is still there").isLessThan(FEEDBACK_MAX);
            Answer answer = ask(MODEL, prompts.get(asked++));
            double score = writer(answer).equals("2") ? 0 : 1;
            platform.api().post("/v1/feedback", Map.of("request_id", answer.body().get("id").asString(), "score", score)).ok();
            state = state();
        }
        report("a canary that callers score 0, beside 1, is rolled back after " + asked + " answers");
        JsonNode change = state.get("changes").get(0);
        assertThat(change.get("actor").asString()).isEqualTo("canary-watch");
        assertThat(change.get("reason").asString()).startsWith("scores: ");
        assertThat(state.get("active").asString()).isEqualTo("1");
    }

    /** Its bytes were damaged after they were checked, so that every request which gets it fails. */
    private void canaryThatFailsGoes(String version) throws IOException {
        JsonNode manifest = platform.admin().get("/admin/adapters/" + NAME + "/versions/" + version).ok().json().get("manifest");
        for (JsonNode file : Answer.elements(manifest.get("files"))) {
            String digest = file.get("sha256").asString();
            Files.writeString(folder.resolve("data").resolve("artifacts").resolve(digest.substring(0, 2)).resolve(digest), "other bytes");
        }
        step("versions/" + version + "/canary", Map.of("percent", 50));
        List<String> prompts = FirstLetter.unseen(FEEDBACK_MAX);
        int asked = 0;
        int failed = 0;
        JsonNode state = state();
        while (state.has("canary")) {
            assertThat(asked).as("requests, half of which fail, and the canary is still there").isLessThan(FEEDBACK_MAX);
            failed += platform.api().chat(Ask.chat(prompts.get(asked++)).model(MODEL).with("max_tokens", 12)).status() == 200 ? 0 : 1;
            state = state();
        }
        report("a canary whose files are damaged is rolled back after " + asked + " requests, " + failed + " of which failed");
        JsonNode change = state.get("changes").get(0);
        assertThat(change.get("actor").asString()).isEqualTo("canary-watch");
        assertThat(change.get("reason").asString()).startsWith("errors: ");
        assertThat(state.get("active").asString()).isEqualTo("1");
        Await.until("twelve in a row are answered", LIMIT, () -> prompts.subList(0, 12).stream()
                .allMatch(prompt -> platform.api().chat(Ask.chat(prompt).model(MODEL).with("max_tokens", 12)).status() == 200));
        step("versions/" + version + "/retire", Map.of());
    }

    private JsonNode state() {
        return platform.admin().get("/admin/adapters/" + NAME).ok().json();
    }

    /** Memory is freed after the last request, not before: an answer that has begun is not cut. */
    private void retiredInUse() {
        try (SseStream stream = platform.api().streamChat(Ask.chat(FirstLetter.unseen(1).getFirst()).model(MODEL + "@2").endless(8_000))) {
            assertThat(stream.next()).isNotNull();
            step("versions/2/retire", Map.of());
            Await.until("no worker offers it", LIMIT, () -> workers().stream().noneMatch(worker -> held(worker).contains(MODEL + "@2")));
            assertThat(leaving()).as("bytes of what has left and is in use").isPositive();
            assertThat(stream.chunks().getLast().get("choices").get(0).get("finish_reason").asString()).isEqualTo("length");
        }
        Await.until("its memory is freed", LIMIT, () -> leaving() == 0);
        assertThat(platform.api().chat(Ask.chat("First: a b").model(MODEL + "@2")).status()).isEqualTo(404);
    }

    private long leaving() {
        return workers().stream().map(worker -> worker.get("/adapters").ok().json()).mapToLong(held -> held.get("bytes").asLong()
                - Answer.elements(held.get("resident")).stream().mapToLong(each -> each.get("bytes").asLong()).sum()).sum();
    }

    private void gone() {
        step("deactivate", Map.of());
        step("versions/1/retire", Map.of());
        Await.until("nobody answers", LIMIT, () -> platform.api().chat(Ask.chat("First: a b").model(MODEL)).status(), status -> status == 404);
        Await.until("no memory is taken", LIMIT, () -> workers().stream()
                .allMatch(worker -> worker.get("/adapters").ok().json().get("bytes").asLong() == 0));
    }

    private static void report(String line) {
        System.out.println("[adapters] " + line);
    }
}
