package io.sluice.standalone.launch;

import io.sluice.standalone.check.PortUse;
import java.io.IOException;

/** Where everything listens; 0 asks for any free port. */
public record Ports(int gateway, int router, int inference, int registry, int workflow, int selection, int kafka, int redis) {

    public static final Ports STANDARD = new Ports(8080, 8081, 8082, 8083, 8084, 8085, 9092, 6379);
    public static final Ports ANY = new Ports(0, 0, 0, 0, 0, 0, 0, 0);

    public Ports {
        for (int port : new int[] {gateway, router, inference, registry, workflow, selection, kafka, redis}) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
            }
        }
    }

    /** Every 0 replaced by a free port. */
    Ports resolved(String host) throws IOException {
        return new Ports(or(gateway, host), or(router, host), or(inference, host), or(registry, host), or(workflow, host), or(selection, host),
                or(kafka, host), or(redis, host));
    }

    private static int or(int port, String host) throws IOException {
        return port == 0 ? PortUse.free(host) : port;
    }
}
