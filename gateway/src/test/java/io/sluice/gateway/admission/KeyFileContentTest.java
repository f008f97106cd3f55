package io.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileContentTest {

    private static final String GOOD = "[{\"id\":\"me\",\"sha256\":\"" + ApiKeyHash.of("sk") + "\",\"admin\":false,"
            + "\"requestsPerMinute\":5,\"tokensPerMinute\":5}]";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[null]", "{}", "[{}]", "[1]", "[{\"id\":null}]"})
    void aFileOfAnotherShapeIsRefusedAndTheNextGoodOneIsRead(String bad) throws IOException {
        Path file = write(GOOD, 1);
        KeyFile keys = new KeyFile(file, meters);

        write(bad, 2);
        keys.refresh();
        assertThat(keys.find("sk")).isPresent();
        assertThat(meters.counter("sluice.keys.rejected").count()).isEqualTo(1);

        write("[]", 3);
        keys.refresh();
        assertThat(keys.find("sk")).isEmpty();
    }

    private Path write(String text, int second) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), text);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
    }
}
