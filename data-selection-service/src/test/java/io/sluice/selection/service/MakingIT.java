package io.sluice.selection.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.testing.TestCaller.Reply;
import io.sluice.tasks.Oracle;
import io.sluice.tasks.Task;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Data that the service makes: generated, noised, mixed. */
@Timeout(120)
class MakingIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private static Path store;
    private static SelectionProcess service;

    @BeforeAll
    static void start() {
        service = new SelectionProcess(store, "127.0.0.1:1");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void rowsAreStreamedOrKept() {
        String request = "{\"templates\":[{\"name\":\"shop\"},{\"name\":\"stock\",\"weight\":3}],\"rows\":400,\"seed\":7,\"difficulty\":0.4}";
        Reply streamed = service.post("/generate", request);
        assertThat(streamed.status()).as(streamed.text()).isEqualTo(200);
        assertThat(streamed.headers().firstValue("Content-Type")).hasValue("application/jsonl");
        List<JsonNode> rows = streamed.text().lines().map(JSON::readTree).toList();
        assertThat(rows).hasSize(400).allMatch(row -> Oracle.agrees(new Task(row.get("task").asString(), row.get("difficulty").asInt(),
                row.get("prompt").asString(), row.get("completion").asString(), row.get("answer").asString())));

        Reply kept = service.post("/generate?store&name=shops", request);
        assertThat(kept.status()).as(kept.text()).isEqualTo(201);
        assertThat(kept.json().get("names").toString()).isEqualTo("[\"shops\"]");
        assertThat(service.get("/datasets/shops/download").text()).isEqualTo(streamed.text());
        assertThat(service.post("/generate?store", request).status()).as("the same rows again").isEqualTo(200);
        assertThat(service.get("/templates").json().get("names").toString()).contains("\"shop\"", "\"payer\"");
    }

    @Test
    void aSetIsNoisedIntoAnotherThatSaysSo() {
        service.post("/generate?store&name=stories", "{\"templates\":[{\"name\":\"story\"}],\"rows\":300}");
        Reply noised = service.post("/noise?name=noised", "{\"dataset\":\"stories\",\"kind\":\"dynamic\",\"contamination\":0.5,\"intensity\":1,\"seed\":3}");
        assertThat(noised.status()).as(noised.text()).isEqualTo(201);
        JsonNode counts = noised.json().get("counts");
        assertThat(counts.get("rows").asInt()).isEqualTo(300);
        assertThat(counts.get("noised").asInt()).isBetween(110, 190);
        assertThat(noised.json().get("dataset").get("profile").get("labels").get("noise").get("rows").asInt()).isEqualTo(counts.get("noised").asInt());
        assertThat(noised.json().get("from")).isEqualTo(service.get("/datasets/stories").json().get("digest"));
    }

    @Test
    void aMixIsAPlanADataSetAndWhatATrainingJobSaysOfIt() {
        service.post("/generate?store&name=maths", "{\"templates\":[{\"name\":\"min\"}],\"rows\":1000}");
        service.post("/generate?store&name=talk", "{\"templates\":[{\"name\":\"tail\"}],\"rows\":100,\"form\":\"chat\"}");
        Reply mixed = service.post("/mixes?name=both", "{\"special\":[{\"dataset\":\"maths\"}],\"general\":[{\"dataset\":\"talk\"}],\"replay\":0.05}");
        assertThat(mixed.status()).as(mixed.text()).isEqualTo(201);
        JsonNode mix = mixed.json();
        assertThat(mix.get("strategy").asString()).isEqualTo("dmt");
        assertThat(mix.get("stages").values().stream().map(stage -> stage.get("rows").asInt())).containsExactly(1000, 150);
        assertThat(mix.get("training").get("digest")).isEqualTo(mix.get("dataset"));
        assertThat(mix.get("training").get("parents")).hasSize(2);
        assertThat(service.get("/datasets/both/download").text().lines().map(JSON::readTree).filter(row -> row.get("stage").asInt() == 2)).hasSize(150);
        String place = "/mixes/" + mix.get("id").asString();
        assertThat(service.get(place).json()).isEqualTo(mix);
        assertThat(service.get("/mixes").json().get("data").values()).contains(mix);
        assertThat(service.delete(place).status()).isEqualTo(204);
        refused(service.get(place), 404, "mix_not_found", "id");
    }

    @Test
    void whatCantBeDoneIsToldByItsField() {
        service.upload("?name=plain", "{\"text\":\"no question\"}\n");
        refused(service.post("/generate", "{\"rows\":0}"), 400, "invalid_value", "rows");
        refused(service.post("/generate", "{\"rows\":\"many\"}"), 400, "invalid_type", "rows");
        refused(service.post("/generate", "{\"dificulty\":0.5}"), 400, "unknown_field", "dificulty");
        refused(service.post("/generate", "{\"templates\":[{\"name\":\"add\",\"wieght\":2}]}"), 400, "unknown_field", "templates[0].wieght");
        refused(service.post("/generate", "null"), 400, "invalid_json", "");
        refused(service.post("/generate", "{\"rows\":"), 400, "invalid_json", "");
        refused(service.post("/generate?store", "{\"templates\":[{\"name\":\"juggle\"}]}"), 400, "invalid_value", "templates[0].name");
        refused(service.post("/generate?store&name=..", "{}"), 400, "invalid_value", "name");
        refused(service.post("/noise", "{\"kind\":\"static\"}"), 400, "missing_field", "dataset");
        refused(service.post("/noise", "{\"dataset\":\"nowhere\",\"kind\":\"static\"}"), 404, "dataset_not_found", "dataset");
        refused(service.post("/noise", "{\"dataset\":\"plain\",\"kind\":\"loud\"}"), 400, "invalid_value", "kind");
        refused(service.post("/mixes", "{\"special\":[{\"dataset\":\"plain\"}]}"), 400, "invalid_value", "general");
        refused(service.post("/mixes", "{\"special\":[{\"dataset\":\"plain\"}],\"general\":[{\"dataset\":\"nowhere\"}]}"), 404, "dataset_not_found", "general[0].dataset");
        refused(service.post("/mixes", "{\"special\":[{\"dataset\":\"plain\"}],\"general\":[{\"dataset\":\"plain\"}]}"), 400, "invalid_value", "general[0].dataset");
        refused(service.get("/mixes?limit=0"), 400, "invalid_value", "limit");
        refused(service.get("/mixes/..%2f..%2fetc"), 404, "mix_not_found", "id");
    }

    private static void refused(Reply reply, int status, String code, String param) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.code()).as(reply.text()).isEqualTo(code);
        assertThat(reply.param()).as(reply.text()).isEqualTo(param);
    }
}
