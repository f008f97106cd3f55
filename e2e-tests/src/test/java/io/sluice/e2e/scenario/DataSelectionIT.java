package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Reply;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Data sets and selection through the gateway, as an admin meets them. */
@InBothForms
class DataSelectionIT {

    private final Api admin;
    private final Api user;

    DataSelectionIT(Form form) {
        admin = Platforms.shared(form).admin();
        user = Platforms.shared(form).api();
    }

    @Test
    void aFileBecomesADataSetAndWhatIsNoRowIsToldByLineAndField() {
        Reply taken = upload("?name=greetings", "{\"text\":\"Hello there.\"}\n{\"text\":7}\n{\"prompt\":\"Hi\",\"completion\":\"Hello\"}\n");

        assertThat(taken.status()).as(taken.body()).isIn(200, 201);
        JsonNode set = taken.json();
        assertThat(set.get("profile").get("rows").asInt()).isEqualTo(2);
        assertThat(set.get("faults").get(0).get("line").asInt()).isEqualTo(2);
        assertThat(set.get("faults").get(0).get("field").asString()).isEqualTo("text");
        assertThat(admin.get("/v1/selection/datasets/greetings/rows?limit=1").ok().json().get("data").get(0).get("row").get("response").asString())
                .isEqualTo("Hello there.");
        assertThat(admin.get("/v1/selection/datasets/sha256:" + set.get("digest").asString() + "/download").ok().body()).startsWith("{\"text\":\"Hello");
        assertThat(upload("", "no json at all").status()).isEqualTo(422);
        assertThat(user.get("/v1/selection/datasets").status()).isEqualTo(403);
    }

    private Reply upload(String query, String file) {
        return admin.upload("/v1/selection/datasets" + query, "application/jsonl", file.getBytes(StandardCharsets.UTF_8));
    }
}
