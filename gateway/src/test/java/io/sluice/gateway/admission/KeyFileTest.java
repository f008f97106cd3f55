package io.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    @Test
    void nobodyIsLetInBeforeThereIsAFile() {
        assertThat(new KeyFile(folder.resolve("absent.json"), meters).find("sk-one")).isEmpty();
        assertThat(meters.counter("sluice.keys.rejected").count()).isPositive();
    }

    @Test
    void aChangedFileIsInForceAtTheNextLook() throws IOException {
        Path file = write("sk-one", 1);
        KeyFile keys = new KeyFile(file, meters);
        assertThat(keys.find("sk-one")).map(Tenant::id).contains("me");

        write("sk-two", 2);
        keys.refresh();

        assertThat(keys.find("sk-one")).isEmpty();
        assertThat(keys.find("sk-two")).isPresent();
    }

    @Test
    void aBadFileLeavesTheLastGoodOneInForce() throws IOException {
        Path file = write("sk-one", 1);
        KeyFile keys = new KeyFile(file, meters);
        for (String bad : new String[] {"[{\"id\":\"me\"}]", "{", "[{\"id\":\"../x\",\"sha256\":\"" + ApiKeyHash.of("x")
                + "\",\"requestsPerMinute\":1,\"tokensPerMinute\":1}]"}) {
            Files.writeString(file, bad);
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(100 + bad.length())));
            keys.refresh();
            assertThat(keys.find("sk-one")).as(bad).isPresent();
        }
        assertThat(meters.counter("sluice.keys.rejected").count()).isEqualTo(3);
    }

    private Path write(String key, int second) throws IOException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, "[{\"id\":\"me\",\"sha256\":\"" + ApiKeyHash.of(key) + "\",\"admin\":false,\"requestsPerMinute\":5,\"tokensPerMinute\":5}]");
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
        return file;
    }
}
