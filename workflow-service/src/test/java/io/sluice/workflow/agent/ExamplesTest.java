package io.sluice.workflow.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.workflow.definition.WorkflowReader;
import io.sluice.workflow.definition.WorkflowSchema;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolKinds;
import io.sluice.workflow.tool.ToolLimits;
import io.sluice.workflow.tool.http.GuardedHttp;
import io.sluice.workflow.tool.http.NetworkPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.resources.LoopResources;

class ExamplesTest {

    private static final LoopResources LOOPS = LoopResources.create("test", 1, true);

    @AfterAll
    static void stop() {
        LOOPS.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    }

    @ParameterizedTest
    @ValueSource(strings = {"solve.yaml", "draft-and-approve.yaml"})
    void canBeDone(String name) throws IOException {
        AgentCheck check = new AgentCheck(new Upstreams(new Upstream(URI.create("http://gateway/v1"), null), Map.of()),
                new ToolBox(ToolKinds.all(new GuardedHttp(NetworkPolicy.STANDARD, LOOPS)), ToolLimits.STANDARD));
        try (InputStream document = Objects.requireNonNull(ExamplesTest.class.getResourceAsStream("/examples/" + name))) {
            assertThat(new WorkflowReader(WorkflowSchema.load(), List.of(check)).read(new String(document.readAllBytes(), StandardCharsets.UTF_8)))
                    .isInstanceOf(WorkflowReader.Reading.Taken.class);
        }
    }
}
