package io.sluice.e2e.harness;

import io.sluice.standalone.launch.Launch;
import io.sluice.standalone.launch.Options;
import io.sluice.standalone.launch.Ports;
import io.sluice.standalone.launch.Progress;
import io.sluice.standalone.launch.Running;
import io.sluice.standalone.launch.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A running platform as its users and operators meet it. */
public final class Platform implements AutoCloseable {

    private static final Duration CALIBRATION_LIMIT = Duration.ofSeconds(180);
    private static final Duration ROUTE_LIMIT = Duration.ofSeconds(30);

    /**
     * What to start.
     *
     * @param data     folder that outlives the run; empty or made by a platform
     * @param settings Spring settings ({@code key=value}) for every service
     */
    public record Setup(Form form, Path data, Path small, Path large, Ports ports, List<String> settings) {

        public static Setup of(Form form, Path data) {
            return new Setup(form, data, Models.folder(Models.SMALL), Models.folder(Models.LARGE), Ports.ANY, List.of());
        }

        public Setup models(Path otherSmall, Path otherLarge) {
            return new Setup(form, data, otherSmall, otherLarge, ports, settings);
        }

        public Setup ports(Ports other) {
            return new Setup(form, data, small, large, other, settings);
        }

        public Setup set(String... more) {
            return new Setup(form, data, small, large, ports, Stream.concat(settings.stream(), Stream.of(more)).toList());
        }
    }

    private final Running running;
    private final Path logs;
    private final Backbone backbone;

    private Platform(Running running, Path logs, Backbone backbone) {
        this.running = running;
        this.logs = logs;
        this.backbone = backbone;
    }

    /** Starts with the Kafka and the Redis that the platform brings. */
    public static Platform start(Setup setup) throws StartFailure {
        return start(setup, Backbone.BUNDLED);
    }

    static Platform start(Setup setup, Backbone backbone) throws StartFailure {
        Path keys = TestKeys.write(setup.data().resolveSibling(setup.data().getFileName() + "-keys.json"));
        Path workflowKey = TestKeys.writeWorkflows(setup.data().resolveSibling(setup.data().getFileName() + "-workflow-key"));
        List<String> settings = Stream.of(List.of("sluice.keys.file=" + keys, "sluice.workflow.gateway.key-file=" + workflowKey), backbone.settings(), setup.settings())
                .flatMap(List::stream).toList();
        Options options = Options.of(setup.data(), setup.small(), setup.large())
                .withForm(setup.form().launched()).withPorts(setup.ports()).withSettings(settings);
        try {
            return new Platform(new Launch(options, Progress.SILENT).start(), setup.data().resolve("logs"), backbone);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot start the platform", e);
        }
    }

    public URI gateway() {
        return running.gatewayUri();
    }

    public URI v1() {
        return gateway().resolve("/v1");
    }

    /** A key that the tests never exhaust. */
    public String key() {
        return TestKeys.USER;
    }

    public Api api() {
        return Api.withKey(gateway(), TestKeys.USER);
    }

    public Api admin() {
        return Api.withKey(gateway(), TestKeys.ADMIN);
    }

    public Api router() {
        return new Api(running.addresses().router());
    }

    public Api inference() {
        return new Api(running.addresses().inference());
    }

    /** The workflow-service itself, as the gateway asks it for a holder of an admin's key. */
    public Api workflows() {
        return new Api(running.addresses().workflow(), "X-Sluice-Actor", "admin", "X-Sluice-Admin", "true");
    }

    /** {@code host:port} */
    public String kafka() {
        return backbone.kafka().orElse(running.addresses().kafka());
    }

    public EventLog events() {
        return new EventLog(kafka());
    }

    /** Sequences that the inference-service generates now. */
    public int running() {
        return inference().get("/models").ok().json().get("running").asInt();
    }

    /** What the data-selection-service keeps: all its replicas share it. */
    public Path selectionStore() {
        return logs.resolveSibling("selection");
    }

    /** Everything that the platform's processes have logged so far. */
    public String logs() {
        try (Stream<Path> files = Files.list(logs)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts a calibration and waits for its end, well or not. */
    public JsonNode calibrate(Object request) {
        JsonNode started = admin().post("/admin/calibrations", request).ok().json();
        String path = "/admin/calibrations/" + started.get("id").asString();
        return Await.until("the calibration ends", CALIBRATION_LIMIT, () -> admin().get(path).ok().json(),
                job -> !job.get("status").asString().equals("running"));
    }

    /** Asks again until the answer is as wanted: what was published takes a moment to be in force. */
    public Answer awaitAnswer(Ask ask, Predicate<Answer> wanted) {
        return Await.until("an answer as wanted", ROUTE_LIMIT, () -> Answer.of(api().chat(ask)), wanted);
    }

    public Map<String, Long> pids() {
        return running.pids();
    }

    /** As {@code kill -9} does. */
    public void kill(String component) {
        running.killComponent(component);
    }

    public void restart(String component) {
        try {
            running.restartComponent(component);
        } catch (StartFailure | IOException | InterruptedException e) {
            throw new AssertionError("cannot restart " + component, e);
        }
    }

    @Override
    public void close() {
        running.close();
    }
}
