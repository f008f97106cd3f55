package io.sluice.standalone.service;

import io.sluice.standalone.child.Announcement;
import io.sluice.standalone.child.Leash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A JVM that runs services: one in the form of separate processes, all of them in the flat form. Arguments: a service's
 * name followed by its settings ({@code --key=value}), then the next one. Each gets a Spring context of its own, all
 * contexts start at the same time, and the JVM ends if one of them can't.
 */
final class ServiceMain {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);

    private ServiceMain() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        Leash leash = Leash.attach();
        // System.Logger writes to java.util.logging, which has a console of its own.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Map<Service, List<String>> wanted = parse(arguments);
        RunningServices running = new RunningServices();
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
        CountDownLatch failure = new CountDownLatch(1);
        wanted.forEach((service, settings) -> Thread.ofPlatform().name("start-" + service.id()).start(() -> {
            try {
                running.add(service, start(service, settings));
                leash.announce(new Announcement.Ready(service.id()));
            } catch (Throwable e) {
                LOG.error("{} can't start", service.id(), e);
                leash.announce(new Announcement.Failed(service.id(), StartReason.of(e)));
                failure.countDown();
            }
        }));
        failure.await();
        System.exit(1);
    }

    static Map<Service, List<String>> parse(String[] arguments) {
        Map<Service, List<String>> wanted = new LinkedHashMap<>();
        Service current = null;
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                current = Service.of(argument);
                wanted.put(current, new ArrayList<>());
            } else if (current != null) {
                wanted.get(current).add(argument);
            } else {
                throw new IllegalArgumentException("setting before any service: " + argument);
            }
        }
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("no service is named; known are " + Service.ids());
        }
        return wanted;
    }

    private static ConfigurableApplicationContext start(Service service, List<String> settings) throws ClassNotFoundException {
        List<String> all = new ArrayList<>(settings);
        all.add("--spring.config.name=" + service.id());
        all.add("--spring.main.banner-mode=off");
        all.add("--spring.main.log-startup-info=false");
        all.add("--spring.jmx.enabled=false");
        return new SpringApplicationBuilder(Class.forName(service.application()))
                .registerShutdownHook(false)
                .run(all.toArray(String[]::new));
    }
}
