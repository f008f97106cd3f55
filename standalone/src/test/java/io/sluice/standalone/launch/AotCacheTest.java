package io.sluice.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {

    @TempDir
    private Path folder;

    @Test
    void isUsedOnceItIsCommitted() throws Exception {
        Path jar = Files.writeString(folder.resolve("a.jar"), "a");
        AotCache cache = new AotCache(folder, jar.toString());
        assertThat(cache.use("kafka")).isEmpty();
        String flag = cache.record("kafka").getFirst();
        assertThat(flag).startsWith("-XX:AOTCacheOutput=");
        assertThat(cache.commit("kafka")).as("nothing was written").isFalse();
        Files.writeString(Path.of(flag.substring(flag.indexOf('=') + 1)), "cache");
        assertThat(cache.use("kafka")).as("half-written").isEmpty();
        assertThat(cache.commit("kafka")).isTrue();
        assertThat(cache.use("kafka").getFirst()).startsWith("-XX:AOTCache=" + folder.resolve("kafka-"));
        assertThat(cache.use("services")).isEmpty();
    }

    @Test
    void isNotUsedAfterAJarChanged() throws Exception {
        Path jar = Files.writeString(folder.resolve("a.jar"), "a");
        AotCache before = new AotCache(folder, jar.toString());
        String flag = before.record("kafka").getFirst();
        Files.writeString(Path.of(flag.substring(flag.indexOf('=') + 1)), "cache");
        before.commit("kafka");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        AotCache after = new AotCache(folder, jar.toString());
        assertThat(after.has("kafka")).isFalse();
        after.sweep();
        assertThat(before.has("kafka")).isFalse();
    }
}
