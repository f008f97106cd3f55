package io.sluice.workflow;

import io.sluice.platform.PlatformConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The workflow-service as a process of its own; its settings are in {@code workflow-service.yml}. */
@SpringBootApplication
@Import(PlatformConfiguration.class)
public class WorkflowApplication {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(WorkflowApplication.class)
                .properties("spring.config.name=workflow-service")
                .run(arguments);
    }
}
