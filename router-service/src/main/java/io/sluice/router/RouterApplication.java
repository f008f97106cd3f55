package io.sluice.router;

import io.sluice.platform.PlatformConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The router-service as a process of its own; its settings are in {@code router-service.yml}. */
@SpringBootApplication
@Import(PlatformConfiguration.class)
public class RouterApplication {

    public static void main(String[] arguments) {
        new SpringApplicationBuilder(RouterApplication.class)
                .properties("spring.config.name=router-service")
                .run(arguments);
    }
}
