package io.sluice.standalone.service;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** The contexts of this JVM, and the order of their end. Thread-safe. */
final class RunningServices implements AutoCloseable {

    private final Map<Service, ConfigurableApplicationContext> contexts = new EnumMap<>(Service.class);

    synchronized void add(Service service, ConfigurableApplicationContext context) {
        contexts.put(service, context);
    }

    /** The gateway first: answers in flight end well only while the others are there. */
    @Override
    public synchronized void close() {
        ConfigurableApplicationContext gateway = contexts.remove(Service.GATEWAY);
        if (gateway != null) {
            gateway.close();
        }
        List<Thread> ends = new ArrayList<>();
        contexts.values().forEach(context -> ends.add(Thread.ofPlatform().start(context::close)));
        for (Thread end : ends) {
            try {
                end.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
