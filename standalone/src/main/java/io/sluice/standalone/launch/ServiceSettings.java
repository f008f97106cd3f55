package io.sluice.standalone.launch;

import io.sluice.standalone.service.Service;
import java.util.ArrayList;
import java.util.List;

/** What the launcher tells each service, as Spring settings. */
record ServiceSettings(Options options, Ports ports, Addresses addresses, java.nio.file.Path keyFile) {

    /** The service's name and its settings, as {@code ServiceMain} takes them. */
    List<String> arguments(Service service) {
        List<String> all = new ArrayList<>();
        all.add(service.id());
        set(all, "sluice.kafka.bootstrap-servers", addresses.kafka());
        set(all, "server.shutdown", "graceful");
        set(all, "spring.lifecycle.timeout-per-shutdown-phase", "3s");
        switch (service) {
            case ROUTER -> router(all);
            case INFERENCE -> inference(all);
            case GATEWAY -> gateway(all);
        }
        options.settings().forEach(setting -> all.add("--" + setting));
        return all;
    }

    private void router(List<String> all) {
        listen(all, Options.LOOPBACK, ports.router());
        set(all, "sluice.inference.url", addresses.inference());
    }

    private void inference(List<String> all) {
        listen(all, Options.LOOPBACK, ports.inference());
        set(all, "sluice.models.small", options.small());
        set(all, "sluice.models.large", options.large());
    }

    private void gateway(List<String> all) {
        listen(all, options.bind(), ports.gateway());
        set(all, "sluice.router.url", addresses.router());
        set(all, "sluice.inference.url", addresses.inference());
        set(all, "sluice.redis.uri", addresses.redis());
        set(all, "sluice.keys.file", keyFile);
    }

    private static void listen(List<String> all, String host, int port) {
        set(all, "server.address", host);
        set(all, "server.port", port);
    }

    private static void set(List<String> all, String key, Object value) {
        all.add("--" + key + "=" + value);
    }
}
