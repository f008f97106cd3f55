package io.sluice.workflow.tool.http;

import io.sluice.workflow.tool.ToolSettingsException;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a workflow's author allows calls to go.
 *
 * @param prefix  scheme, host, port and the beginning of the path; whole segments
 * @param methods upper case
 */
public record Route(URI prefix, Set<String> methods) {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    static Route of(JsonNode json, String place) throws ToolSettingsException {
        URI prefix = plain(json.path("prefix").asString(""));
        if (prefix == null || prefix.getRawQuery() != null) {
            throw new ToolSettingsException(place + "/prefix", "must be an http or https address without user, query, fragment and dot segments");
        }
        Set<String> methods = new HashSet<>();
        json.path("methods").forEach(each -> methods.add(each.asString("").toUpperCase(Locale.ROOT)));
        if (methods.isEmpty()) {
            methods.add("GET");
        }
        if (!METHODS.containsAll(methods)) {
            throw new ToolSettingsException(place + "/methods", "are of " + METHODS);
        }
        return new Route(prefix, Set.copyOf(methods));
    }

    /** An address that means the same to everybody who reads it; null: it is none. */
    public static @Nullable URI plain(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            return null;
        }
        String path = uri.getRawPath().toLowerCase(Locale.ROOT);
        boolean hides = path.contains("//") || path.contains("/../") || path.endsWith("/..") || path.contains("/./") || path.endsWith("/.")
                || path.contains("%2e") || path.contains("%2f") || path.contains("%5c") || path.contains(";");
        return hides ? null : uri;
    }

    /** {@code host:port}, lower case. */
    static String authority(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    boolean leads(String method, URI uri) {
        String begin = prefix.getRawPath();
        String path = uri.getRawPath();
        boolean below = path.equals(begin) || path.startsWith(begin.endsWith("/") ? begin : begin + "/");
        return methods.contains(method) && prefix.getScheme().equals(uri.getScheme()) && authority(prefix).equals(authority(uri)) && below;
    }
}
