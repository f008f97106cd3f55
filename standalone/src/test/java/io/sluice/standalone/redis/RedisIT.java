package io.sluice.standalone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.sluice.standalone.check.PortUse;
import io.sluice.standalone.child.Child;
import io.sluice.standalone.child.Children;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RedisIT {

    private static final String HOST = "127.0.0.1";

    @TempDir
    private Path folder;

    @Test
    void keepsItsKeysOverAnOrderlyStop() throws Exception {
        int port = PortUse.free(HOST);
        Child first;
        try (Children children = Children.create()) {
            first = start(children, port);
            with(port, redis -> redis.sync().set("kept", "yes"));
        }
        assertThat(first.onExit().get()).as("an orderly end").isZero();
        try (Children children = Children.create()) {
            start(children, port);
            with(port, redis -> assertThat(redis.sync().get("kept")).isEqualTo("yes"));
        }
    }

    @Test
    void isItsOwnProgramInTheDataDirectory() throws Exception {
        try (Children children = Children.create()) {
            Child redis = start(children, PortUse.free(HOST));
            assertThat(ProcessHandle.of(redis.pid()).orElseThrow().info().command().orElseThrow())
                    .startsWith(folder.resolve("data/bin/redis-server").toString());
        }
    }

    @Test
    void saysWhyItCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0); Children children = Children.create()) {
            children.start(redis(taken.getLocalPort()).spec(Duration.ofSeconds(5)));
            assertThat(children.firstDeath().get(20, TimeUnit.SECONDS).message())
                    .contains("redis (process ", "ended with exit code 1", "Address already in use");
        }
    }

    @Test
    void aDamagedFileEndsTheStartAndIsNamed() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("appendonly.aof"), "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\ngarbage that is no command\r\n");
        try (Children children = Children.create()) {
            children.start(redis(PortUse.free(HOST)).spec(Duration.ofSeconds(5)));
            assertThat(children.firstDeath().get(20, TimeUnit.SECONDS).message())
                    .contains("Bad file format reading the append only file");
        }
    }

    private Child start(Children children, int port) throws Exception {
        Child child = children.start(redis(port).spec(Duration.ofSeconds(10)));
        children.ready(Redis.NAME).get(20, TimeUnit.SECONDS);
        return child;
    }

    private Redis redis(int port) {
        return new Redis(folder.resolve("data"), folder.resolve("logs"), HOST, port);
    }

    private static void with(int port, Consumer<StatefulRedisConnection<String, String>> use) {
        RedisClient client = RedisClient.create(RedisURI.create(HOST, port));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            use.accept(connection);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
