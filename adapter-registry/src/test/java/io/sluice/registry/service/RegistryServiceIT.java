package io.sluice.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterStatement;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.platform.testing.TestBroker;
import io.sluice.platform.testing.TestCaller.Reply;
import io.sluice.registry.testing.PeftFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RegistryServiceIT {

    private static final TestBroker BROKER = TestBroker.notStarted();

    @TempDir
    private static Path store;
    @TempDir
    private static Path imports;
    private static final KeyPair KEYS = keys();
    private static RegistryProcess registry;

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void start() {
        BROKER.start();
        registry = new RegistryProcess(store, BROKER.bootstrapServers(), "--sluice.registry.import-folder=" + imports,
                "--sluice.registry.signatures.keys.ops=" + Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()));
        RegistryProcess.await("readiness", () -> registry.get("/actuator/health/readiness").status(), status -> status == 200);
        // The broker's first transaction makes a topic for it.
        RegistryProcess.await("the first write", () -> registry.upload("first", PeftFolder.lora(1).tar()).status(), status -> status < 300);
    }

    @AfterAll
    static void stop() {
        registry.close();
        BROKER.close();
    }

    @Test
    void anAdapterLivesThroughItsWholeLife() {
        Reply first = registry.upload("life", PeftFolder.lora(1).with("sluice.json",
                "{\"task\":\"sort\",\"tags\":[\"lists\"],\"licence\":\"Apache-2.0\",\"metrics\":{\"accuracy\":0.9}}").tar(), "X-Sluice-Actor", "ops");
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.headers().firstValue("Location")).hasValue("/adapters/life/versions/1");
        JsonNode manifest = first.json().get("manifest");
        assertThat(manifest.get("kind").asString()).isEqualTo("lora");
        assertThat(manifest.get("rank").asInt()).isEqualTo(2);
        assertThat(manifest.get("base").get("digest").asString()).isEqualTo(RegistryProcess.BASE_DIGEST);
        assertThat(manifest.get("targets").get(0).get("layers")).hasSize(2);
        assertThat(first.json().get("stage").asString()).isEqualTo("validated");

        assertThat(registry.upload("life", PeftFolder.lora(1).tar()).status()).as("the same files again").isEqualTo(200);
        assertThat(registry.upload("life", PeftFolder.lora(2).zip()).status()).isEqualTo(201);
        assertThat(registry.post("/adapters/life/versions/1/promote", "").status()).isEqualTo(200);
        Reply canary = registry.post("/adapters/life/versions/2/canary", "{\"percent\":20,\"tenants\":[\"tenant-a\"]}");
        assertThat(canary.json().get("canary").get("percent").asInt()).isEqualTo(20);
        assertThat(registry.post("/adapters/life/versions/2/promote", "").json().get("active").asString()).isEqualTo("2");
        assertThat(registry.put("/adapters/life/aliases/stable", "{\"version\":\"1\"}").status()).isEqualTo(200);
        assertThat(registry.get("/adapters/life/versions/stable").json().get("manifest").get("version").asString()).isEqualTo("1");
        assertThat(registry.put("/adapters/life/pins/tenant-b", "{\"version\":\"1\"}").json().get("pins").get("tenant-b").asString()).isEqualTo("1");
        assertThat(registry.post("/adapters/life/rollback", "{\"reason\":\"errors\"}").json().get("active").asString()).isEqualTo("1");
        assertThat(registry.post("/adapters/life/versions/1/retire", "").status()).isEqualTo(409);
        assertThat(registry.post("/adapters/life/versions/2/retire", "").status()).isEqualTo(200);
        assertThat(registry.delete("/adapters/life/aliases/stable").status()).isEqualTo(200);
        assertThat(registry.delete("/adapters/life/pins/tenant-b").status()).isEqualTo(200);
        JsonNode state = registry.post("/adapters/life/deactivate", "").json();
        assertThat(state.has("active")).isFalse();
        assertThat(state.get("changes").values().stream().map(change -> change.get("actor").asString())).contains("ops", "unnamed");

        assertThat(names("/adapters?tag=lists&task=sort&base=sluice-large&kind=lora&stage=validated")).contains("life");
        assertThat(names("/adapters?tag=other")).doesNotContain("life");
        assertThat(registry.get("/actuator/prometheus").text()).contains("sluice_registry_writes_total", "sluice_registry_adapters");
    }

    @Test
    void bytesComeBackAsTheyWere() {
        PeftFolder folder = PeftFolder.softPrompt(5);
        JsonNode manifest = registry.upload("bytes", folder.zip()).json().get("manifest");
        JsonNode weights = manifest.get("files").get(1);

        assertThat(registry.get("/blobs/" + weights.get("sha256").asString()).bytes()).isEqualTo(folder.files().get(PeftFolder.WEIGHTS));
        assertThat(registry.get("/adapters/bytes/versions/1/files/adapter_config.json").bytes())
                .isEqualTo(folder.files().get(PeftFolder.CONFIG));
        byte[] archive = registry.get("/adapters/bytes/versions/1/archive").bytes();
        assertThat(registry.upload("again", archive).json().get("manifest").get("digest")).isEqualTo(manifest.get("digest"));
        assertThat(registry.get("/adapters/bytes/versions/1/archive").bytes()).isEqualTo(archive);
        assertThat(registry.get("/blobs/" + "0".repeat(64)).status()).isEqualTo(404);
        assertThat(registry.get("/blobs/..%2f..%2fetc").status()).isIn(400, 404);
        assertThat(registry.get("/adapters/bytes/versions/1/files/sluice.json").code()).isEqualTo("file_not_found");
    }

    @Test
    void aFormOfFilesIsTakenToo() {
        PeftFolder folder = PeftFolder.lora(6).with("sluice.json", "{\"version\":\"one\"}").with("README.md", "read me");

        Reply reply = registry.send("POST", "/adapters/form/versions", form(folder), "Content-Type", "multipart/form-data; boundary=cut");

        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        assertThat(reply.json().get("manifest").get("version").asString()).isEqualTo("one");
        assertThat(reply.json().get("manifest").get("files")).hasSize(2);
    }

    @Test
    void twoVersionsAreCompared() {
        registry.upload("diff", PeftFolder.lora(7).tar());
        registry.upload("diff", PeftFolder.lora(8).config("\"lora_alpha\":4", "\"lora_alpha\":8").tar());

        JsonNode diff = registry.get("/adapters/diff/diff?from=1&to=2").json();

        assertThat(diff.get("fields").values().stream().map(field -> field.get("field").asString()))
                .contains("alpha", "digest", "version", "config.lora_alpha").doesNotContain("rank", "base.name");
        assertThat(diff.get("tensors")).hasSize(4);
        assertThat(diff.get("tensors").get(0).get("distance").asDouble()).isGreaterThan(0);
        assertThat(registry.get("/adapters/diff/diff?from=1&to=9").status()).isEqualTo(404);
    }

    @Test
    void faultsAreToldWithStatusCodeAndField() {
        assertRefused(registry.upload("bad", PeftFolder.lora(1).with("adapter_model.bin", "x").tar()), 422, "pickle_refused", "adapter_model.bin");
        assertRefused(registry.upload("bad", PeftFolder.lora(1).with("../evil", "x").tar()), 422, "unsafe_path", "file");
        assertRefused(registry.upload("bad", PeftFolder.lora(1).with("adapter_model.safetensors", new byte[4 << 20]).zip()), 422, "archive_bomb", "");
        assertRefused(registry.upload("bad", PeftFolder.lora(1).with("adapter_model.safetensors", "x").tar()), 422, "damaged_weights",
                "adapter_model.safetensors");
        assertRefused(registry.upload("bad", PeftFolder.lora(1).config("\"r\":2", "\"r\":4").tar()), 422, "rank_mismatch", "r");
        assertRefused(registry.upload("bad", PeftFolder.lora(1).with("sluice.json", "{\"base_digest\":\"" + "0".repeat(64) + "\"}").tar()),
                422, "wrong_base", "base_digest");
        assertRefused(registry.upload("bad", PeftFolder.lora(1).with("sluice.json", "{\"tasks\":1}").tar()), 422, "invalid_json", "tasks");
        assertRefused(registry.upload("bad", PeftFolder.lora(1).with("sluice.json", "{\"tags\":[\"a\\nb\"]}").tar()), 422, "invalid_value", "tags");
        assertRefused(registry.upload("bad", "plain text".getBytes(StandardCharsets.UTF_8)), 415, "unsupported_media_type", "");
        assertRefused(registry.upload("auto", PeftFolder.lora(1).tar()), 400, "invalid_name", "name");
        assertRefused(registry.get("/adapters/bad"), 404, "adapter_not_found", "name");
        assertRefused(registry.get("/adapters?stage=old"), 400, "invalid_value", "stage");

        registry.upload("version", PeftFolder.lora(1).with("sluice.json", "{\"version\":\"1\"}").tar());
        assertRefused(registry.upload("version", PeftFolder.lora(2).with("sluice.json", "{\"version\":\"1\"}").tar()), 409, "version_exists",
                "version");
        assertRefused(registry.post("/adapters/version/versions/1/canary", "{\"percent\":200}"), 400, "invalid_value", "percent");
        assertRefused(registry.post("/adapters/version/versions/1/promote", "", "If-Match", "\"1\""), 409, "sequence_conflict", "If-Match");
        assertRefused(registry.put("/adapters/version/pins/a", "{}"), 400, "missing_field", "version");
        assertRefused(registry.post("/adapters/version/versions/1/canary", "{}"), 400, "missing_field", "percent");
        assertRefused(registry.post("/adapters/version/versions/1/canary", "{\"percent\":\"many\"}"), 400, "invalid_type", "percent");
        assertRefused(registry.post("/adapters/version/versions/1/canary", "{\"percent\":1,\"tenant\":\"a\"}"), 400, "unknown_field", "tenant");
        assertRefused(registry.post("/adapters/version/rollback", "{\"reasons\":\"slow\"}"), 400, "unknown_field", "reasons");
        assertRefused(registry.post("/adapters/version/versions/1/canary", "[]"), 400, "invalid_json", "");
    }

    @Test
    void aSignatureHasToHold() throws GeneralSecurityException {
        String digest = registry.upload("unsigned", PeftFolder.lora(1).tar()).json().get("manifest").get("digest").asString();
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(KEYS.getPrivate());
        signer.update(AdapterStatement.bytes("signed", "1", digest, RegistryProcess.BASE_DIGEST));
        String signature = "\"signature\":{\"keyId\":\"ops\",\"algorithm\":\"Ed25519\",\"value\":\""
                + Base64.getEncoder().encodeToString(signer.sign()) + "\"}}";

        byte[] signed = PeftFolder.lora(1).with("sluice.json", "{\"version\":\"1\"," + signature).tar();
        byte[] moved = PeftFolder.lora(1).with("sluice.json", "{\"version\":\"2\"," + signature).tar();
        assertThat(registry.upload("signed", signed).json().get("manifest").get("signature").get("keyId").asString()).isEqualTo("ops");
        assertRefused(registry.upload("signed", moved), 422, "bad_signature", "signature");
        assertRefused(registry.upload("other", signed), 422, "bad_signature", "signature");
        byte[] stranger = PeftFolder.lora(1).with("sluice.json", "{\"version\":\"1\"," + signature.replace("ops", "nobody")).tar();
        assertRefused(registry.upload("other", stranger), 422, "unknown_key", "signature");
        assertThat(registry.get("/adapters/other").status()).isEqualTo(404);
    }

    @Test
    void aBaseThatNobodyServesYetIsHeldAgainstLater() {
        Reply unknown = registry.upload("later", PeftFolder.lora(1).with("sluice.json", "{\"base\":\"other\"}").tar());
        assertRefused(unknown, 422, "unknown_base", "base");

        Reply reply = registry.upload("later",
                PeftFolder.lora(1).with("sluice.json", "{\"base\":\"other\",\"base_digest\":\"" + "c".repeat(64) + "\"}").tar());
        assertThat(reply.json().get("stage").asString()).isEqualTo("uploaded");
        assertThat(registry.post("/adapters/later/versions/1/promote", "").code()).isEqualTo("wrong_stage");
        assertThat(registry.post("/adapters/later/versions/1/validate", "").status()).isEqualTo(503);
        registry.upload("copy", PeftFolder.lora(1).with("sluice.json",
                "{\"base\":\"other\",\"base_digest\":\"" + RegistryProcess.BASE_DIGEST + "\"}").tar());
        assertThat(registry.post("/adapters/copy/versions/1/validate", "").text())
                .contains("'sluice-large' is the same model or a copy of it, and takes its adapters when it is served as 'other'");
    }

    @Test
    void ofTwoConcurrentWritersOneIsRefusedInOneProcessAndInTwo(@TempDir Path other) throws Exception {
        for (int seed = 1; seed <= 2; seed++) {
            registry.upload("race", PeftFolder.lora(seed).tar());
        }
        try (RegistryProcess second = new RegistryProcess(other, BROKER.bootstrapServers()); ExecutorService both = Executors.newFixedThreadPool(2)) {
            RegistryProcess.await("the other one", () -> second.get("/adapters/race").status(), status -> status == 200);
            String first = tag(registry);
            for (RegistryProcess rival : List.of(registry, second)) {
                String tag = tag(registry);
                List<Future<Reply>> replies = both.invokeAll(List.<Callable<Reply>>of(
                        () -> registry.post("/adapters/race/versions/1/promote", "", "If-Match", tag),
                        () -> rival.post("/adapters/race/versions/2/promote", "", "If-Match", tag)));
                assertThat(List.of(replies.get(0).get().status(), replies.get(1).get().status()))
                        .as("with " + (rival == registry ? "one process" : "two processes")).containsExactlyInAnyOrder(200, 409);
                assertThat(registry.post("/adapters/race/deactivate", "").status()).isEqualTo(200);
            }
            assertThat(second.post("/adapters/race/versions/1/promote", "", "If-Match", first).code()).isEqualTo("sequence_conflict");
            assertThat(second.post("/adapters/race/versions/1/promote", "").status()).isEqualTo(200);
            RegistryProcess.await("the change elsewhere", () -> registry.get("/adapters/race").json().path("active").asString(""), "1"::equals);
            assertThat(registry.post("/adapters/race/versions/2/promote", "").status()).as("taken back").isEqualTo(200);
            RegistryProcess.await("the change back", () -> second.get("/adapters/race").json().path("active").asString(""), "2"::equals);
        }
    }

    @Test
    void anEmptyDiskIsRebuiltFromTheLogAndTheStore(@TempDir Path empty) {
        registry.upload("rebuilt", PeftFolder.lora(3).tar());
        registry.post("/adapters/rebuilt/versions/1/promote", "");
        JsonNode before = registry.get("/adapters/rebuilt").json();

        try (RegistryProcess again = new RegistryProcess(store, BROKER.bootstrapServers())) {
            RegistryProcess.await("the state", () -> again.get("/adapters/rebuilt").json(), before::equals);
            assertThat(again.get("/adapters/rebuilt/versions/1/archive").status()).isEqualTo(200);
        }
        try (RegistryProcess lost = new RegistryProcess(empty, BROKER.bootstrapServers())) {
            RegistryProcess.await("the state", () -> lost.get("/adapters/rebuilt").json(), before::equals);
            assertThat(lost.get("/adapters/rebuilt/versions/1/archive").code()).isEqualTo("artifact_missing");
            assertThat(lost.upload("rebuilt", PeftFolder.lora(3).tar()).status()).as("the same files bring them back").isEqualTo(200);
            assertThat(lost.get("/adapters/rebuilt/versions/1/archive").status()).isEqualTo(200);
        }
    }

    @Test
    void aFolderOfTheMachineIsImportedAndPromotedAsVllmAsks() throws IOException {
        Path folder = Files.createDirectories(imports.resolve("mine"));
        for (Map.Entry<String, byte[]> file : PeftFolder.lora(4).files().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }

        assertThat(registry.post("/adapters/import/import", "{\"path\":\"mine\"}").json().get("active").asString()).isEqualTo("1");
        assertRefused(registry.post("/adapters/import/import", "{\"path\":\"mine\"}"), 400, "already_loaded", "lora_name");
        assertThat(registry.post("/adapters/import/import", "{\"path\":\"mine\",\"replace\":true}").status()).isEqualTo(200);
        assertRefused(registry.post("/adapters/import2/import", "{\"path\":\"../\"}"), 404, "folder_not_found", "path");
        assertRefused(registry.post("/adapters/import2/import", "{\"path\":\"/etc\"}"), 404, "folder_not_found", "path");
        assertRefused(registry.post("/adapters/import2/import", "{}"), 400, "missing_field", "path");
        Files.createSymbolicLink(folder.resolve("link.json"), Path.of("/etc/hostname"));
        assertRefused(registry.post("/adapters/import2/import", "{\"path\":\"mine\"}"), 422, "unsafe_entry", "link.json");
        assertThat(registry.post("/adapters/import/deactivate", "").json().has("active")).isFalse();
    }

    private static String tag(RegistryProcess of) {
        return of.get("/adapters/race").headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void aCanaryThatFailsIsRolledBackWithItsFigures() {
        registry.upload("failing", PeftFolder.lora(1).tar());
        registry.upload("failing", PeftFolder.lora(2).tar());
        registry.post("/adapters/failing/versions/1/promote", "");
        assertThat(registry.get("/adapters/failing/canary").code()).isEqualTo("no_canary");
        JsonNode begun = registry.post("/adapters/failing/versions/2/canary", "{\"percent\":20}").json();
        Instant at = Instant.parse(begun.get("changes").get(0).get("at").asString()).plusSeconds(1);
        RoutingReport report = new RoutingReport(Policy.LARGE, new Dials(null, 0, 0, 0, 0, 0, 0), null, Map.of(), 0, 0, 0, null, null, 0, 0, 0);

        for (int i = 0; i < 150; i++) {
            String id = "request-" + i;
            boolean failed = AdapterState.draw(id) < 0.2;
            registry.publish(new InferenceCompleted(id, "tenant", failed ? "failed" : "completed", failed ? "engine_failure" : null,
                    "sluice-large:failing", new Usage(1, 1), report, null, 10, at));
        }

        JsonNode state = RegistryProcess.await("the roll-back", () -> registry.get("/adapters/failing").json(), now -> !now.has("canary"));
        JsonNode change = state.get("changes").get(0);
        assertThat(state.get("active").asString()).isEqualTo("1");
        assertThat(change.get("event").asString()).isEqualTo("io.sluice.adapter.rolledback.v1");
        assertThat(change.get("version").asString()).isEqualTo("2");
        assertThat(change.get("actor").asString()).isEqualTo("canary-watch");
        assertThat(change.get("reason").asString()).startsWith("errors: of the canary's requests ");
        RegistryProcess.await("it is counted", () -> registry.get("/actuator/prometheus").text(),
                told -> told.contains("sluice_registry_canary_rollbacks_total{signal=\"errors\""));
        assertThat(registry.post("/adapters/failing/versions/2/promote", "").status()).as("people may still want it").isEqualTo(200);
    }

    private static void assertRefused(Reply reply, int status, String code, String param) {
        assertThat(List.of(reply.status(), reply.code(), reply.param())).as(reply.text()).isEqualTo(List.of(status, code, param));
    }

    private static List<String> names(String path) {
        return registry.get(path).json().values().stream().map(each -> each.get("name").asString()).toList();
    }

    private static byte[] form(PeftFolder folder) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> file : folder.files().entrySet()) {
            out.writeBytes(("--cut\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + file.getKey()
                    + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(file.getValue());
            out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes("--cut--\r\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
