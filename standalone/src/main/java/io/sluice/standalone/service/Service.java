package io.sluice.standalone.service;

import java.util.Arrays;
import java.util.List;

/** The services, in the order in which their readiness is shown. */
public enum Service {
    ROUTER("router-service", "io.sluice.router.RouterApplication"),
    INFERENCE("inference-service", "io.sluice.inference.InferenceApplication"),
    REGISTRY("adapter-registry", "io.sluice.registry.RegistryApplication"),
    WORKFLOW("workflow-service", "io.sluice.workflow.WorkflowApplication"),
    SELECTION("data-selection-service", "io.sluice.selection.SelectionApplication"),
    GATEWAY("gateway", "io.sluice.gateway.GatewayApplication");

    private final String id;
    private final String application;

    Service(String id, String application) {
        this.id = id;
        this.application = application;
    }

    /** Its name, and that of its configuration file on the class path. */
    public String id() {
        return id;
    }

    /** Named, not referred to: a JVM that runs one service loads nothing of the others. */
    String application() {
        return application;
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(Service::id).toList();
    }

    static Service of(String id) {
        return Arrays.stream(values()).filter(service -> service.id.equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service " + id + ", only " + ids()));
    }
}
