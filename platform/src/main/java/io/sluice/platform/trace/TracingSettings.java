package io.sluice.platform.trace;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where spans go, as it is written in the settings {@code sluice.tracing.*}.
 *
 * @param endpoint base URL of a collector that speaks OTLP over HTTP; empty: nothing is recorded
 * @param headers  {@code NAME=VALUE}, more after commas, that the collector wants to see; empty: none
 * @param ratio    0..1 of the traces that begin here; traces that others began are recorded where those recorded them
 */
public record TracingSettings(String endpoint, String headers, String ratio) {

    private static final String TRACES = "/v1/traces";

    /**
     * @param traces  URL to which spans are posted
     * @param headers by name
     */
    public record Collector(URI traces, Map<String, String> headers, double ratio) {

        @Override
        public String toString() {
            return "Collector[" + traces + ", " + ratio + "]";
        }
    }

    /** @throws IllegalArgumentException naming the setting that cannot be used */
    public Optional<Collector> collector() {
        if (endpoint.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Collector(traces(), named(), share()));
    }

    private URI traces() {
        URI base;
        try {
            base = new URI(endpoint.strip());
        } catch (URISyntaxException malformed) {
            throw wrong("endpoint", "is no URL: " + malformed.getReason());
        }
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!http || base.getHost() == null) {
            throw wrong("endpoint", "must be an http or https URL with a host, like http://127.0.0.1:4318");
        }
        if (base.getRawQuery() != null || base.getRawFragment() != null || base.getRawUserInfo() != null) {
            throw wrong("endpoint", "must have no user, query or fragment; what the collector wants of its callers goes into sluice.tracing.headers");
        }
        String path = base.getRawPath().replaceAll("/+$", "");
        return base.resolve(path.endsWith(TRACES) ? path : path + TRACES);
    }

    private Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        for (String each : headers.isBlank() ? new String[0] : headers.split(",")) {
            int equals = each.indexOf('=');
            String name = each.substring(0, Math.max(0, equals)).strip();
            String value = each.substring(equals + 1).strip();
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?")) {
                // A value may be a secret, so that nothing of it is told.
                throw wrong("headers", "must be NAME=VALUE, more of them after commas");
            }
            named.put(name, value);
        }
        return named;
    }

    private double share() {
        double share;
        try {
            share = Double.parseDouble(ratio.strip());
        } catch (NumberFormatException noNumber) {
            share = Double.NaN;
        }
        if (!(share >= 0 && share <= 1)) {
            throw wrong("ratio", "must be a number from 0 to 1, but is '" + ratio + "'");
        }
        return share;
    }

    private static IllegalArgumentException wrong(String setting, String what) {
        return new IllegalArgumentException("sluice.tracing." + setting + " " + what);
    }
}
