package io.sluice.standalone.launch;

import io.sluice.standalone.key.Keys;
import io.sluice.standalone.service.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the launcher tells each service, as Spring settings. The user's own settings come last and win. */
record ServiceSettings(Options options, Ports ports, Addresses addresses, Keys keys) {

    /** The service's name and its settings, as {@code ServiceMain} takes them. */
    List<String> arguments(Service service) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("server.shutdown", "graceful");
        settings.put("spring.lifecycle.timeout-per-shutdown-phase", "3s");
        settings.put("sluice.kafka.bootstrap-servers", addresses.kafka());
        settings.putAll(switch (service) {
            case ROUTER -> router();
            case INFERENCE -> inference();
            case REGISTRY -> registry();
            case WORKFLOW -> workflow();
            case SELECTION -> selection();
            case GATEWAY -> gateway();
        });
        for (String setting : options.settings()) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        List<String> arguments = new ArrayList<>();
        arguments.add(service.id());
        settings.forEach((key, value) -> arguments.add("--" + key + "=" + value));
        return arguments;
    }

    private Map<String, Object> router() {
        return Map.of(
                "server.address", Options.LOOPBACK,
                "server.port", ports.router(),
                "sluice.router.endpoints", addresses.inference());
    }

    private Map<String, Object> inference() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("server.address", Options.LOOPBACK);
        settings.put("server.port", ports.inference());
        settings.put("sluice.inference.adapters.registry", addresses.registry());
        options.models().forEach(model -> {
            // In brackets a name may hold dots and capitals.
            String key = "sluice.inference.models[" + model.name() + "]";
            settings.put(key + ".path", model.path());
            settings.put(key + ".role", model.role());
        });
        return settings;
    }

    private Map<String, Object> registry() {
        return Map.of(
                "server.address", Options.LOOPBACK,
                "server.port", ports.registry(),
                "sluice.registry.store", options.data().resolve("artifacts"),
                "sluice.registry.import-folder", options.data().resolve("adapters"),
                "sluice.registry.workers", addresses.inference());
    }

    private Map<String, Object> workflow() {
        return Map.of(
                "server.address", Options.LOOPBACK,
                "server.port", ports.workflow(),
                "sluice.workflow.gateway.url", addresses.gateway().resolve("/v1"),
                "sluice.workflow.gateway.key-file", keys.workflowFile(),
                // One replica, whatever the machine is called.
                "sluice.workflow.instance", "local",
                "sluice.workflow.directory", options.data().resolve("workflow"));
    }

    private Map<String, Object> selection() {
        return Map.of(
                "server.address", Options.LOOPBACK,
                "server.port", ports.selection(),
                "sluice.selection.store", options.data().resolve("selection"),
                "sluice.selection.instance", "local",
                "sluice.selection.inference", addresses.inference(),
                "sluice.selection.registry", addresses.registry(),
                "sluice.selection.scratch", options.data().resolve("selection/scratch"));
    }

    private Map<String, Object> gateway() {
        return Map.of(
                "server.address", options.bind(),
                "server.port", ports.gateway(),
                "sluice.router.url", addresses.router(),
                "sluice.inference.url", addresses.inference(),
                "sluice.registry.url", addresses.registry(),
                "sluice.workflow.url", addresses.workflow(),
                "sluice.selection.url", addresses.selection(),
                "sluice.redis.uri", addresses.redis(),
                "sluice.keys.file", keys.file());
    }
}
