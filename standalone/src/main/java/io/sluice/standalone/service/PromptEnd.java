package io.sluice.standalone.service;

import java.time.Duration;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Ends a service's event loops as soon as its requests are answered. By default they wait for two seconds of silence,
 * and a service that asks another one twice a second is never silent.
 */
final class PromptEnd implements BeanPostProcessor {

    private static final Duration END_LIMIT = Duration.ofSeconds(2);

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof ReactorResourceFactory resources) {
            resources.setShutdownQuietPeriod(Duration.ZERO);
            resources.setShutdownTimeout(END_LIMIT);
        }
        return bean;
    }
}
