package io.sluice.standalone.launch;

import java.net.URI;

/**
 * Where the parts of a running platform are.
 *
 * @param kafka {@code host:port} for a Kafka client
 */
public record Addresses(URI gateway, URI router, URI inference, URI registry, URI workflow, URI selection, String kafka, URI redis) {

    static Addresses of(Options options, Ports ports) {
        // A wildcard can be listened on but not called.
        String gatewayHost = options.bind().equals("0.0.0.0") || options.bind().equals("::") ? Options.LOOPBACK : options.bind();
        return new Addresses(
                http(gatewayHost, ports.gateway()),
                http(Options.LOOPBACK, ports.router()),
                http(Options.LOOPBACK, ports.inference()),
                http(Options.LOOPBACK, ports.registry()),
                http(Options.LOOPBACK, ports.workflow()),
                http(Options.LOOPBACK, ports.selection()),
                Options.LOOPBACK + ":" + ports.kafka(),
                URI.create("redis://" + Options.LOOPBACK + ":" + ports.redis()));
    }

    private static URI http(String host, int port) {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
