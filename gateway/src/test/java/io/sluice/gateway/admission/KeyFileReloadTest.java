package io.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileReloadTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[null]", "{}", "[{}]", "[1]", "[{\"id\":null}]"})
    void whateverStandsInTheFileTheNextGoodOneIsRead(String bad) throws IOException {
        Path file = folder.resolve("keys.json");
        KeyFile keys = new KeyFile(Files.writeString(file, keys("sk-one", 5)), meters);

        Files.writeString(file, bad);
        keys.refresh();
        keys.refresh();
        assertThat(keys.find("sk-one")).isPresent();
        assertThat(meters.counter("sluice.keys.rejected").count()).as("told once").isEqualTo(1);

        Files.writeString(file, keys("sk-two", 5));
        keys.refresh();
        assertThat(keys.find("sk-one")).isEmpty();
        assertThat(keys.find("sk-two")).isPresent();
    }

    @Test
    void aFileThatIsMissingIsToldOnce() throws IOException {
        KeyFile keys = new KeyFile(folder.resolve("keys.json"), meters);
        keys.refresh();
        keys.refresh();
        assertThat(meters.counter("sluice.keys.rejected").count()).isEqualTo(1);

        Files.writeString(folder.resolve("keys.json"), keys("sk-one", 5));
        keys.refresh();
        assertThat(keys.find("sk-one")).isPresent();
    }

    @Test
    void aLimitThatNoBucketCanHoldIsRefused() throws IOException {
        assertThat(new KeyFile(Files.writeString(folder.resolve("keys.json"), keys("sk-one", Long.MAX_VALUE)), meters).find("sk-one")).isEmpty();
    }

    private static String keys(String key, long tokens) {
        return "[{\"id\":\"me\",\"sha256\":\"" + ApiKeyHash.of(key) + "\",\"requestsPerMinute\":5,\"tokensPerMinute\":" + tokens + ",\"admin\":false}]";
    }
}
