package io.sluice.workflow.tool.http;

import java.util.Map;
import java.util.Set;

/**
 * What the operator allows tools on the network.
 *
 * @param inside         {@code host:port}, in lower case, that tools may reach although its address is not public
 * @param authorizations value of the header {@code Authorization} by {@code host:port}, so that no workflow's document has to
 *                       hold a secret
 */
public record NetworkPolicy(Set<String> inside, Map<String, String> authorizations) {

    /** Public addresses alone, and no secrets. */
    public static final NetworkPolicy STANDARD = new NetworkPolicy(Set.of(), Map.of());

    public NetworkPolicy {
        inside = Set.copyOf(inside);
        authorizations = Map.copyOf(authorizations);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "NetworkPolicy[inside=" + inside + ", authorizations=" + authorizations.keySet() + "]";
    }
}
