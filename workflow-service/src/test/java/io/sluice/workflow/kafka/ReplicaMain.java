package io.sluice.workflow.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.execution.LearnedPolicies;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import tools.jackson.databind.json.JsonMapper;

/** A replica in a JVM of its own: brokers, its name, its directory, the world. It ends when its standard input does. */
final class ReplicaMain {

    static final String READY = "the replica keeps runs";

    private ReplicaMain() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        JsonMapper mapper = StrictJson.mapper();
        EventCodec codec = new EventCodec(mapper, URI.create("/sluice/test"), Clock.systemUTC(), new SecureRandom());
        EngineSettings settings = EngineSettings.usual(arguments[0], arguments[1], Path.of(arguments[2]));
        WorkflowEngine engine = new WorkflowEngine(settings, new LearnedPolicies(), new WorldSteps(arguments[3]), codec, mapper,
                new SimpleMeterRegistry(), Tracing.off(new SecureRandom()), Clock.systemUTC());
        while (engine.readiness() != WorkflowEngine.Readiness.READY) {
            Thread.sleep(20);
        }
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // The parent never writes; the end of the stream is its death.
        }
        Runtime.getRuntime().halt(0);
    }
}
