package io.sluice.registry;

import io.sluice.platform.PlatformConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The adapter-registry as a process of its own; its settings are in {@code adapter-registry.yml}. */
@SpringBootApplication
@Import(PlatformConfiguration.class)
public class RegistryApplication {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(RegistryApplication.class)
                .properties("spring.config.name=adapter-registry")
                .run(arguments);
    }
}
