package io.sluice.selection.service;

import io.sluice.platform.testing.TestCaller;
import io.sluice.selection.SelectionApplication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One replica of the service in this JVM, on a free port. */
final class SelectionProcess extends TestCaller {

    private final ConfigurableApplicationContext context;

    SelectionProcess(Path store, String bootstrapServers, String... settings) {
        this(bean -> bean, store, bootstrapServers, settings);
    }

    /** @param beans what takes the place of each part of the service */
    SelectionProcess(UnaryOperator<Object> beans, Path store, String bootstrapServers, String... settings) {
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--sluice.selection.store=" + store,
                "--sluice.kafka.bootstrap-servers=" + bootstrapServers));
        all.addAll(List.of(settings));
        ConfigurableApplicationContext started = new SpringApplicationBuilder(SelectionApplication.class)
                .properties("spring.config.name=data-selection-service")
                .initializers(starting -> starting.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        return beans.apply(bean);
                    }
                }))
                .run(all.toArray(String[]::new));
        super(started.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        this.context = started;
    }

    Reply put(String path) {
        return put(path, "");
    }

    Reply upload(String query, byte[] file) {
        return send("POST", "/datasets" + query, file, "Content-Type", "application/octet-stream");
    }

    Reply upload(String query, String file) {
        return upload(query, file.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        super.close();
        context.close();
    }
}
