package io.sluice.standalone.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

    @TempDir
    private Path folder;

    @Test
    void theFirstStartMakesTwoKeysAndStoresTheirHashesForTheGateway() throws Exception {
        Keys keys = load(1);
        String api = keys.apiKey().orElseThrow();
        String admin = keys.adminKey().orElseThrow();
        assertThat(api).startsWith("sk-sluice-").hasSize(53).isNotEqualTo(admin);
        assertThat(Files.readString(folder.resolve("keys.json")))
                .contains("\"local\"", ApiKeyHash.of(api), ApiKeyHash.of(admin), "\"admin\" : true", "requestsPerMinute", "tokensPerMinute")
                .doesNotContain(api, admin);
    }

    @Test
    void aSecondStartKeepsThem() throws Exception {
        assertThat(load(1)).isEqualTo(load(2));
    }

    @Test
    void onlyTheOwnerCanReadThem() throws Exception {
        load(1);
        for (String file : new String[] {"keys.json", "api-key", "admin-key", "workflow-key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)))).as(file).isEqualTo("rw-------");
        }
    }

    @Test
    void aPlainKeyThatWasDeletedIsNotMadeAgain() throws Exception {
        load(1);
        Files.delete(folder.resolve("api-key"));
        Keys again = load(2);
        assertThat(again.apiKey()).isEmpty();
        assertThat(again.adminKey()).isPresent();
    }

    @Test
    void aPlainKeyThatTheKeyFileNoLongerAcceptsIsNotShown() throws Exception {
        load(1);
        Files.writeString(folder.resolve("api-key"), "sk-sluice-revoked\n");
        assertThat(load(2).apiKey()).isEmpty();
    }

    @Test
    void theWorkflowServiceHasAKeyOfItsOwnThatIsMadeAnewWhereItIsMissing() throws Exception {
        Keys keys = load(1);
        String first = Files.readString(keys.workflowFile()).strip();
        assertThat(Files.readString(keys.file())).contains("workflow-service", ApiKeyHash.of(first)).doesNotContain(first);
        Files.delete(keys.workflowFile());
        String second = Files.readString(load(2).workflowFile()).strip();

        assertThat(second).isNotEqualTo(first);
        assertThat(Files.readString(keys.file())).contains(ApiKeyHash.of(second), "\"local\"", "\"local-admin\"")
                .doesNotContain(ApiKeyHash.of(first));
        assertThat(load(3).apiKey()).isEqualTo(keys.apiKey());
    }

    @Test
    void aDamagedKeyFileIsNamed() throws Exception {
        load(1);
        Files.writeString(folder.resolve("keys.json"), "[{\"id\": ");
        assertThat(((Keys.Refused) Keys.load(folder, new SplittableRandom(2))).problem().message())
                .startsWith("The key file " + folder.resolve("keys.json") + " is damaged").contains("delete it");
    }

    @Test
    void doesNotPrintItself() throws Exception {
        Keys keys = load(1);
        assertThat(keys.toString()).doesNotContain(keys.apiKey().orElseThrow());
    }

    private Keys load(long seed) throws IOException {
        return ((Keys.Known) Keys.load(folder, new SplittableRandom(seed))).keys();
    }
}
