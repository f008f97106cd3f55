package io.sluice.e2e.harness;

import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The Kafka and the Redis under the shared platforms: containers of the official images where Docker is present, so that
 * the tests meet the versions that people run, and what the platform brings elsewhere.
 *
 * @param kafka address of the containers' broker; empty: the platform's own
 */
record Backbone(Optional<String> kafka, List<String> settings) {

    static final Backbone BUNDLED = new Backbone(Optional.empty(), List.of());

    private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.1.0");
    private static final DockerImageName REDIS = DockerImageName.parse("redis:7.4-alpine");
    private static final int REDIS_PORT = 6379;

    /** {@code SLUICE_E2E_BACKBONE=bundled} asks for what the platform brings even where Docker is. */
    static Backbone ofThisMachine() {
        boolean wanted = !"bundled".equals(System.getenv("SLUICE_E2E_BACKBONE"));
        return wanted && DockerClientFactory.instance().isDockerAvailable() ? containers() : BUNDLED;
    }

    /** Testcontainers removes them when this JVM ends. */
    private static Backbone containers() {
        KafkaContainer kafka = new KafkaContainer(KAFKA);
        GenericContainer<?> redis = new GenericContainer<>(REDIS).withExposedPorts(REDIS_PORT);
        kafka.start();
        redis.start();
        return new Backbone(Optional.of(kafka.getBootstrapServers()), List.of(
                "sluice.kafka.bootstrap-servers=" + kafka.getBootstrapServers(),
                "sluice.redis.uri=redis://" + redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT)));
    }
}
