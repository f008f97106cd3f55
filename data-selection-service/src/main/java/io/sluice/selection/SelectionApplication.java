package io.sluice.selection;

import io.sluice.platform.PlatformConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The data-selection-service as a process of its own; its settings are in {@code data-selection-service.yml}. */
@SpringBootApplication
@Import(PlatformConfiguration.class)
public class SelectionApplication {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(SelectionApplication.class)
                .properties("spring.config.name=data-selection-service")
                .run(arguments);
    }
}
