package io.sluice.standalone.check;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A port that a component is going to listen on.
 *
 * @param flag the option that changes it
 */
public record PortUse(String component, String host, int port, String flag) {

    private static final int GIVEN_MAX = 500;
    private static final Set<Integer> GIVEN = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > GIVEN_MAX;
        }
    }));

    /** Every port that is taken, or asked for twice. */
    public static List<Problem> problems(List<PortUse> uses) {
        List<Problem> problems = new ArrayList<>();
        Map<Integer, PortUse> seen = new LinkedHashMap<>();
        for (PortUse use : uses) {
            PortUse other = seen.putIfAbsent(use.port, use);
            if (other != null) {
                problems.add(new Problem("Port " + use.port + " is meant for both " + other.component + " and " + use.component
                        + ": choose another with " + other.flag + " or " + use.flag + "."));
            } else {
                use.problem().ifPresent(problems::add);
            }
        }
        return problems;
    }

    /**
     * A port that is free now, and that nobody else was given lately: those of a platform are chosen before any is used. Another
     * program may take it before it is used; then the component says so.
     */
    public static int free(String host) throws IOException {
        while (true) {
            try (ServerSocket socket = bind(host, 0)) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    Optional<Problem> problem() {
        try (ServerSocket socket = bind(host, port)) {
            return Optional.empty();
        } catch (BindException e) {
            String why = String.valueOf(e.getMessage());
            if (why.contains("Permission denied")) {
                return Optional.of(new Problem("Port " + port + " for " + component
                        + " needs rights that this user lacks: choose one above 1023 with " + flag + "."));
            }
            if (why.contains("Cannot assign")) {
                return Optional.of(new Problem("This machine has no address " + host + " for " + component + " to listen on."));
            }
            return Optional.of(new Problem("Port " + port + " on " + host + " is in use, and " + component
                    + " needs it: stop the program that has it, or choose another port with " + flag + " N."));
        } catch (IOException e) {
            return Optional.of(new Problem("Port " + port + " on " + host + " for " + component + ": " + e.getMessage()));
        }
    }

    private static ServerSocket bind(String host, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // As the servers do it: connections that linger from the last run are no obstacle.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
