package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Selections;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Data sets and selection through the gateway, as an admin meets them. */
@InBothForms
class DataSelectionIT {

    private static final String JOB = """
            {"pool": "%s", "target": "%s", "selector": "%s", "budget": {"share": 0.1}}""";

    private final Platform platform;
    private final Selections selections;

    DataSelectionIT(Form form) {
        platform = Platforms.shared(form);
        selections = new Selections(platform);
    }

    @Test
    void theWantedRowsAreChosenAndEachIsFoundAgainInItsPool() {
        String pool = Selections.mixed(12_000, 1);
        selections.upload("?name=pool", pool).ok();
        selections.upload("?name=sums", Selections.sums(100, 2)).ok();

        Reply begun = selections.begin(JOB.formatted("pool", "sums", "moore-lewis"));
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        JsonNode job = selections.ended(begun.json().get("id").asString());
        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("completed");
        assertThat(job.at("/result/selected").asInt()).isEqualTo(1200);

        String path = "/jobs/" + job.get("id").asString();
        String[] rows = selections.get(path + "/download").ok().body().split("\n");
        String[] lineage = selections.get(path + "/lineage").ok().body().split("\n");
        assertThat(rows).hasSize(1200);
        assertThat(Arrays.stream(rows).filter(row -> row.contains("\"kind\":\"sum\""))).hasSize(1200);
        byte[] source = pool.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < rows.length; i++) {
            JsonNode from = Json.read(lineage[i]);
            int offset = from.get("offset").asInt();
            assertThat(new String(source, offset, rows[i].length(), StandardCharsets.UTF_8)).isEqualTo(rows[i]);
            assertThat(from.get("rank").asInt()).isEqualTo(i + 1);
        }
        JsonNode best = selections.get(path + "/rows?limit=1").ok().json().get("data").get(0);
        assertThat(best.at("/lineage/reason").asString()).isNotBlank();
        assertThat(best.at("/row/response").asString()).startsWith("Add ");
    }

    @Test
    void whatIsNoRowIsToldByLineAndField() {
        Reply taken = selections.upload("?name=greetings", "{\"text\":\"Hello there.\"}\n{\"text\":7}\n{\"prompt\":\"Hi\",\"completion\":\"Hello\",\"id\":\"a\"}\n"
                + "{\"text\":\"Again\",\"id\":\"a\"}\nbroken\n");
        assertThat(taken.status()).as(taken.body()).isIn(200, 201);
        assertThat(taken.json().at("/profile/rows").asInt()).isEqualTo(2);
        assertThat(taken.json().at("/profile/faults").toString()).isEqualTo("{\"duplicate_id\":1,\"not_json\":1,\"wrong_type\":1}");
        assertThat(taken.json().at("/faults/0").toString()).contains("\"line\":2", "\"field\":\"text\"");
        Reply latin = selections.upload("", "{\"text\":\"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(latin.status()).isEqualTo(422);
        assertThat(latin.body()).contains("line 1", "no_rows");
        assertThat(platform.api().get("/v1/selection/datasets").status()).isEqualTo(403);
    }

    @Test
    void jobsThatCannotBeAreRefusedAndAMissingModelIsTold() {
        selections.upload("?name=small", Selections.mixed(20, 3)).ok();
        assertRefused(selections.upload("?name=nothing", ""), 422, "no_rows", null);
        assertRefused(selections.begin(JOB.formatted("small", "nothing", "dsir")), 404, "dataset_not_found", "target");
        assertRefused(selections.begin(JOB.formatted("small", "small", "best")), 400, "bad_setting", "selector");
        assertRefused(selections.begin(JOB.formatted("small", "small", "dsir").replace("0.1", "7")), 400, "invalid_value", "budget");

        String perplexity = JOB.formatted("small", "small", "perplexity").replace("\"budget\"", "\"settings\": {\"model\": \"%s\"}, \"budget\"");
        JsonNode failed = selections.ended(selections.begin(perplexity.formatted("nobody")).ok().json().get("id").asString());
        assertThat(failed.get("status").asString()).isEqualTo("failed");
        assertThat(failed.at("/error/code").asString()).isEqualTo("model_missing");
        JsonNode scored = selections.ended(selections.begin("""
                {"pool": "small", "selector": "perplexity", "settings": {"model": "sluice-small"}, "budget": {"rows": 3}}""").ok().json().get("id").asString());
        assertThat(scored.at("/result/selected").asInt()).as(scored.toString()).isEqualTo(3);
    }

    @Test
    void dataAreMadeNoisedAndMixed() {
        assertThat(Answer.elements(selections.get("/templates").ok().json().get("names"))).extracting(JsonNode::asString).contains("shop", "rotate");
        String wanted = """
                {"templates": [{"name": "%s"}], "rows": %d, "seed": 4}""";
        String streamed = selections.post("/generate", wanted.formatted("shop", 300)).ok().body();
        assertThat(streamed.lines()).hasSize(300).allMatch(row -> row.contains("#### "));
        assertThat(selections.post("/generate", wanted.formatted("shop", 100)).ok().body()).isEqualTo(streamed.lines().limit(100)
                .collect(Collectors.joining("\n", "", "\n")));
        assertRefused(selections.post("/generate", wanted.formatted("shops", 1)), 400, "invalid_value", "templates[0].name");

        JsonNode made = selections.post("/generate?store&name=shops", wanted.formatted("shop", 300)).ok().json();
        assertThat(made.at("/profile/rows").asInt()).isEqualTo(300);
        assertThat(selections.get("/datasets/shops/download").ok().body()).as("stored as it is streamed").isEqualTo(streamed);
        JsonNode noised = selections.post("/noise?name=noised", """
                {"dataset": "shops", "kind": "dynamic", "contamination": 0.5, "intensity": 1, "seed": 2}""").ok().json();
        assertThat(noised.get("from")).isEqualTo(made.get("digest"));
        int wrong = noised.at("/counts/noised").asInt();
        assertThat(wrong).isBetween(100, 200);
        assertThat(selections.get("/datasets/noised/download").ok().body().lines().filter(row -> row.contains("\"noise\":\"dynamic\""))).hasSize(wrong);

        selections.post("/generate?store&name=rotations", wanted.formatted("rotate", 40)).ok();
        JsonNode mix = selections.post("/mixes?name=both", """
                {"strategy": "dmt", "special": [{"dataset": "shops"}], "general": [{"dataset": "rotations"}], "replay": 0.1}""").ok().json();
        List<String> rows = selections.get("/datasets/both/download").ok().body().lines().toList();
        assertThat(rows).hasSize(300 + 40 + 30);
        assertThat(rows.stream().filter(row -> Json.read(row).get("stage").asInt() == 2)).hasSize(70);
        assertThat(selections.get("/mixes/" + mix.get("id").asString()).ok().json()).isEqualTo(mix);
    }

    private static void assertRefused(Reply reply, int status, String code, String param) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().at("/error/code").asString()).isEqualTo(code);
        assertThat(reply.json().at("/error/param").asString(null)).isEqualTo(param);
    }
}
